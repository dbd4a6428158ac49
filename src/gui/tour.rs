//! The tour: five steps, each of which points at a part of the window and says one thing to do.

use super::panels::tabs::Tab;

/// A part of the window that is pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The bar at the top.
    Top,
    /// The panel of levers.
    Levers,
    /// The tabs in the middle.
    Middle,
    /// The timeline.
    Timeline,
}

/// A step of the tour.
#[derive(Debug)]
pub struct Step {
    /// A few words.
    pub title: &'static str,
    /// What there is, and one thing to do.
    pub said: &'static str,
    /// Where.
    pub part: Part,
    /// The tab to be in front.
    pub tab: Option<Tab>,
}

/// The steps, in order.
pub const STEPS: &[Step] = &[
    Step {
        title: "See what it comes to",
        said: "The dispute of 2017 has been run already. The large figure and the plots show this run, and once \
               something is changed a dashed line shows the scenario as it stands. The two thin lines are there for \
               comparison, as the legend says: the rival positions of the dispute, for all phones. Click the name of a \
               plot to show another metric in it.",
        part: Part::Middle,
        tab: Some(Tab::Outcomes),
    },
    Step {
        title: "Move a lever",
        said: "Every number of the market is here, by whose it is. Drag one and all plots follow; the same luck is used \
               again, so that what moves is the lever's doing. The ? beside it explains it.",
        part: Part::Levers,
        tab: Some(Tab::Outcomes),
    },
    Step {
        title: "Change who may have which data",
        said: "Each cell says whether a flow is allowed, denied, or happens all the same. Choose one of the positions of \
               the dispute above the table, or click a cell and edit its rule.",
        part: Part::Middle,
        tab: Some(Tab::Access),
    },
    Step {
        title: "Move through time",
        said: "Drag the time cursor or press Space to play. The flag is the policy date from which conduct and policy act; \
               drag it to let a change come later.",
        part: Part::Timeline,
        tab: None,
    },
    Step {
        title: "Compare, and take it away",
        said: "Replay the last change to see what it did, undo it, or export the run with everything that is needed to \
               repeat it. Ctrl+K finds anything else by a few letters.",
        part: Part::Top,
        tab: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_steps_point_at_every_part_and_read_well() {
        assert_eq!(STEPS.len(), 5);
        for part in [Part::Top, Part::Levers, Part::Middle, Part::Timeline] {
            assert!(STEPS.iter().any(|step| step.part == part), "{part:?}");
        }
        for step in STEPS {
            assert!(step.said.ends_with('.') && !step.title.ends_with(['.', ':']), "{}", step.title);
        }
    }
}
