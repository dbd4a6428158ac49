//! Lessons for a class: a few runs side by side that show one thing, made of levers of the scenario on show.

use crate::scenario::LeverId;

use super::super::plots::{PlotChoice, Span};
use crate::metrics::MetricId;

/// A lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lesson {
    /// A block is cheap where few phones read, and dear where all do.
    Coalition,
    /// Who must agree decides what flows.
    Permission,
}

/// A run of a lesson.
#[derive(Debug)]
pub struct LessonRun {
    /// Its name as a pinned run.
    pub name: &'static str,
    /// Levers that it sets from the policy date on, in the unit of files.
    pub levers: &'static [(LeverId, f64)],
}

/// What a lesson is made of.
#[derive(Debug)]
pub struct LessonSpec {
    /// The words on the row of the menu.
    pub label: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Its runs; the last one is on show, the others are pinned.
    pub runs: &'static [LessonRun],
    /// What to look at, as a sentence without full stop.
    pub look_at: &'static str,
    /// The metric of the headline, and of which weeks.
    pub headline: (PlotChoice, Span),
    /// The metrics of the large plots.
    pub plots: [PlotChoice; 2],
}

/// Every operator chooses its best response.
const BEST: (LeverId, f64) = (LeverId::operator_response, 7.0);
/// A quarter of a per cent of the brand's phones, as in 2017.
const PILOT: (LeverId, f64) = (LeverId::capture_coverage, 0.0025);
const WHOLE: (LeverId, f64) = (LeverId::capture_coverage, 1.0);
const ONE: (LeverId, f64) = (LeverId::capture_all_brands, 0.0);
const ALL: (LeverId, f64) = (LeverId::capture_all_brands, 1.0);

impl Lesson {
    /// All lessons, in the order of the menu.
    pub const LIST: &'static [Self] = &[Self::Coalition, Self::Permission];

    /// What it is made of.
    pub const fn spec(self) -> LessonSpec {
        match self {
            Self::Coalition => LessonSpec {
                label: "Lesson on pilot, brand and coalition",
                help: "A pilot, one whole brand and all makers read messages, and the operators answer as pays best",
                runs: &[
                    LessonRun { name: "Pilot", levers: &[PILOT, ONE, BEST] },
                    LessonRun { name: "One whole brand", levers: &[WHOLE, ONE, BEST] },
                    LessonRun { name: "All makers", levers: &[WHOLE, ALL, BEST] },
                ],
                look_at: "Look at the users blocked, at the operator's profit since the policy date, and in Events at what \
                          a block would have cost it",
                headline: (PlotChoice::one(MetricId::profit_operator, 0), Span::SincePolicy),
                plots: [PlotChoice::all(MetricId::new_blocked_users), PlotChoice::one(MetricId::profit_operator, 0)],
            },
            Self::Permission => LessonSpec {
                label: "Lesson on whose permission it takes",
                help: "All phones may read messages, once the operator must agree, once also the user again, once the user alone",
                runs: &[
                    LessonRun { name: "The operator's", levers: &[WHOLE, ALL, (LeverId::message_authorisation, 2.0)] },
                    LessonRun { name: "All three", levers: &[WHOLE, ALL, (LeverId::message_authorisation, 3.0)] },
                    LessonRun { name: "The user's", levers: &[WHOLE, ALL, (LeverId::message_authorisation, 1.0)] },
                ],
                look_at: "Look at the use of the phone makers' channel, at what users get, and at what they lose in privacy",
                headline: (PlotChoice::all(MetricId::consumer_surplus), Span::End),
                plots: [
                    PlotChoice::one(MetricId::channel_share, crate::scenario::vocabulary::Channel::Os as usize),
                    PlotChoice::all(MetricId::privacy_loss_stated),
                ],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_of_a_lesson_sets_what_its_levers_allow_and_differs_from_the_others() {
        for lesson in Lesson::LIST {
            let spec = lesson.spec();
            assert!(spec.runs.len() > 1 && !spec.look_at.ends_with('.'));
            for (place, run) in spec.runs.iter().enumerate() {
                for (id, value) in run.levers {
                    assert_eq!(id.spec().problem_with(*value), None, "{}", run.name);
                }
                let others = &spec.runs[place + 1..];
                assert!(others.iter().all(|other| other.levers != run.levers && other.name != run.name));
            }
        }
    }
}
