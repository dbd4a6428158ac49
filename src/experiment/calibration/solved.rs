//! What each run of the market solves in its week 0, reported with what it was solved to.

use std::sync::Arc;

use chrono::Datelike;

use super::super::Figure;
use super::LAST_YEAR;
use crate::run::Record;
use crate::scenario::Scenario;
use crate::scenario::vocabulary::ConsentMode;
use crate::step::choice::consent_target;
use crate::step::{Pool, new_world};

/// Agents of the world whose constants are read. They hang on published figures and mean fields, so that few will do.
const AGENTS: u32 = 512;

/// The appeal of a brand in a year, with what it was solved to.
#[derive(Clone, Debug, PartialEq)]
pub struct BrandAppeal {
    /// Word of the brand.
    pub brand: String,
    /// Calendar year.
    pub year: i32,
    /// Appeal before inertia, logits; only differences between brands matter.
    pub appeal: f64,
    /// Published share of shipments.
    pub published: f64,
    /// Share of phones sold in the run's weeks of that year, over seeds.
    pub simulated: Option<Figure>,
}

/// The intercept of consent for a way of asking, with what it was solved to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConsentIntercept {
    /// The way of asking.
    pub mode: ConsentMode,
    /// Intercept, logits.
    pub intercept: f64,
    /// Mean consent to a request for message content for a service.
    pub mean: f64,
}

/// What is solved in week 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solved {
    /// Appeal of brands, years up to [`LAST_YEAR`].
    pub brands: Vec<BrandAppeal>,
    /// Intercepts of consent.
    pub consent: Vec<ConsentIntercept>,
}

impl Solved {
    /// Weeks of a run for which one year's appeal holds.
    pub(super) const WEEKS: u32 = 52;

    /// Mean share of shipments by brand in a run's first year.
    pub(super) fn shipments(record: &Record, market: &Scenario) -> Vec<Option<f64>> {
        let share = |id: &str| record.mean(&format!("shipment_share_{id}"), 0..Self::WEEKS as usize);
        market.brands.iter().map(|brand| share(&brand.id)).collect()
    }

    /// Reads the constants of the market; `shipments` holds one list of shares by brand a seed.
    pub(super) fn of(market: &Arc<Scenario>, shipments: &[Vec<Option<f64>>]) -> Self {
        let world = new_world(market, &[], market.seed, AGENTS, &Pool::new(1));
        let mut solved = Self::default();
        for (place, appeals) in world.constants.brand_appeal.iter().enumerate() {
            // The calendar year in which most of the run's year lies is the one whose shipments it was solved to.
            let year = market.date(place as u32 * Self::WEEKS + Self::WEEKS / 2).year();
            if year > LAST_YEAR {
                break;
            }
            for (b, brand) in market.brands.iter().enumerate() {
                let Some((_, published)) = brand.shipments.iter().find(|(of, _)| *of == year) else { continue };
                let simulated: Vec<f64> = match place {
                    0 => shipments.iter().filter_map(|shares| shares.get(b).copied().flatten()).collect(),
                    _ => Vec::new(),
                };
                solved.brands.push(BrandAppeal {
                    brand: brand.id.clone(),
                    year,
                    appeal: appeals[b],
                    published: *published,
                    simulated: Figure::of(&simulated),
                });
            }
        }
        let asked = ConsentMode::ALL.iter().filter(|mode| **mode != ConsentMode::NotAsked);
        solved.consent = asked
            .map(|&mode| ConsentIntercept {
                mode,
                intercept: world.constants.consent_intercept[mode.index()],
                mean: consent_target(&market.levers, mode),
            })
            .collect();
        solved
    }
}
