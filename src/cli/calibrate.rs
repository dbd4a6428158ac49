//! `calibrate`: fits what is fitted, judges the fit, and writes it the way scenarios carry it.

use std::fmt::Write as _;
use std::io;

use serde_json::{Value, json};

use super::args::CalibrateArgs;
use super::fault::Faults;
use super::output::Target;
use super::progress::Bar;
use super::run::own_runs;
use super::table::print;
use super::{Code, Shell};
use crate::experiment::Figure;
use crate::experiment::calibration::{
    AHEAD, Adoption, Calibration, HISTORY, LAST_YEAR, MARKET, Point, RunError, Solved, UNFITTED, calibrate as fit,
    shipped_scenario, weeks_to_run,
};
use crate::experiment::forecast::{self, Quarter};
use crate::run::DISCLAIMER;

/// Most seeds.
const MOST_SEEDS: u32 = 10_000;

/// Does what `calibrate` asks.
pub(super) fn calibrate(args: &CalibrateArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    let mut faults = Faults::default();
    let (seeds, agents, threads) = own_runs(&args.runs, MOST_SEEDS, &mut faults);
    let target = args.out.as_ref().map(|path| Target::new(vec![path.clone()], args.force, &mut faults));
    if !faults.is_empty() {
        return shell.refuse(&faults);
    }
    let bar = Bar::new(weeks_to_run(seeds) + forecast::weeks_to_run(seeds), shell.interactive, &shell.stop);
    let progress = |_, _| bar.advance();
    let found = fit(seeds, agents, threads, &progress)
        .and_then(|found| Some((found, forecast::forecast(seeds, agents, threads, &progress)?)));
    bar.finish();
    let Some((found, next)) = found else {
        return if shell.stop.asked() {
            shell.interrupted()
        } else {
            shell.failed("the shipped history has no figures")
        };
    };
    if let Some(target) = &target {
        let stop = shell.stop.clone();
        match target.write(|_, out| out.write_all(fragment(&found).as_bytes()), || !stop.asked()) {
            Ok(true) => {}
            Ok(false) => return shell.interrupted(),
            Err(error) => return shell.failed(&format!("nothing was written, {error}")),
        }
    }
    if args.json {
        shell.json(&as_json(&found, &next, seeds, agents))?;
    } else if args.ron {
        write!(shell.out, "{}", fragment(&found))?;
    } else {
        show(&found, &next, seeds, agents, shell)?;
    }
    Ok(Code::Done)
}

/// The fitted numbers as fields of a scenario.
fn fragment(found: &Calibration) -> String {
    let Calibration { adoption, published, .. } = found;
    let id =
        shipped_scenario(HISTORY).and_then(|history| Some(history.messengers.first()?.id.clone())).unwrap_or_default();
    let (first, last) = window(found);
    let how = format!(
        "calibrated by `gatekeepers calibrate` to {} figures from {first} to {last}, root mean square error {:.1} million",
        published.points.len(),
        found.error_m
    );
    let mut text = String::from("    messengers: [\n        (\n");
    let mut line = |words: String| {
        // A text takes every line.
        let _ = writeln!(text, "{words}");
    };
    line(format!("            id: {id:?},"));
    for (field, value) in fields(*adoption) {
        line(format!("            {field}: {value}, // calibrated"));
    }
    line("        ),\n    ],\n    sources: {".to_owned());
    for (field, _) in fields(*adoption) {
        line(format!("        {:?}: {how:?},", format!("messengers.{id}.{field}")));
    }
    line("    },".to_owned());
    text
}

/// The fitted numbers under the names of their fields.
const fn fields(adoption: Adoption) -> [(&'static str, f64); 3] {
    [("ceiling_m", adoption.ceiling_m), ("adoption_p", adoption.p), ("adoption_q", adoption.q)]
}

/// First and last day of the figures fitted to.
fn window(found: &Calibration) -> (String, String) {
    let day = |point: Option<&Point>| point.map_or_else(String::new, |p| p.date.to_string());
    (day(found.published.points.first()), day(found.published.points.last()))
}

fn show(found: &Calibration, next: &[Quarter], seeds: u32, agents: u32, shell: &mut Shell<'_>) -> io::Result<()> {
    let (first, last) = window(found);
    let Calibration { published, adoption, .. } = found;
    writeln!(shell.out, "Fitted to {}, {} figures from {first} to {last}.", published.label, published.points.len())?;
    writeln!(shell.out, "No figure after {LAST_YEAR} was used. Sources: {}.\n", published.source)?;
    let names = [("Ceiling", "million accounts"), ("Hazard by oneself", "per week"), ("Hazard by others", "per week")];
    let carried = |k: usize| found.carried.iter().map(move |(_, carried)| fields(*carried)[k].1.to_string());
    let rows = names.iter().zip(fields(*adoption)).enumerate().map(|(k, ((name, unit), (_, value)))| {
        let mut row = vec![(*name).to_owned(), value.to_string()];
        row.extend(carried(k));
        row.push((*unit).to_owned());
        row
    });
    print(&["Fitted", "Value", HISTORY, MARKET, "Unit"], &[1, 2, 3], rows, shell)?;
    let state =
        if found.is_carried() { "carry these numbers" } else { "do not carry these numbers; --ron prints them" };
    writeln!(shell.out, "\nThe shipped scenarios {state}.")?;
    writeln!(
        shell.out,
        "Root mean square error of the fit {:.1} million accounts, R² {:.4}.\n",
        found.error_m, found.r_squared
    )?;
    methods(found, shell)?;
    whole_model(found, seeds, agents, shell)?;
    quarters(next, shell)?;
    solved(&found.solved, shell)?;
    for (lever, why) in UNFITTED {
        let spec = lever.spec();
        writeln!(shell.out, "Not fitted: {} ({}), {why}.", spec.label, spec.id)?;
    }
    writeln!(shell.out, "\n{DISCLAIMER}")
}

fn methods(found: &Calibration, shell: &mut Shell<'_>) -> io::Result<()> {
    let million = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
    let rows = found.judged.iter().map(|judged| {
        let mut row = vec![judged.method.label().to_owned(), million(judged.fit_m)];
        row.extend(judged.ahead_m.iter().map(|error| million(*error)));
        row.push(million(Some(judged.all_m)));
        row
    });
    let ahead = AHEAD.map(|ahead| format!("{ahead} ahead"));
    let header = ["Root mean square error, million", "Fit", &ahead[0], &ahead[1], &ahead[2], "1 to 8 ahead"];
    print(&header, &[1, 2, 3, 4, 5], rows, shell)?;
    writeln!(
        shell.out,
        "\nAhead: fitted only to the figures before, at each figure from the seventh on; figures are mostly a quarter apart.\n"
    )
}

fn whole_model(found: &Calibration, seeds: u32, agents: u32, shell: &mut Shell<'_>) -> io::Result<()> {
    let with = |figure: &Figure| match figure.interval {
        Some((low, high)) => format!("{:.1} ({low:.1} to {high:.1})", figure.mean),
        None => format!("{:.1}", figure.mean),
    };
    let row = |name: &str, error: &RunError| {
        vec![name.to_owned(), error.figures.to_string(), with(&error.error_m), with(&error.last_m)]
    };
    let history = format!("{HISTORY}, fitted numbers");
    let market = format!("{MARKET} as shipped, 2016 and 2017");
    let rows = [row(&history, &found.history), row(&market, &found.market)];
    let header = ["Whole model", "Figures", "Root mean square error, million", "At the last figure"];
    print(&header, &[1, 2, 3], rows.into_iter(), shell)?;
    writeln!(shell.out, "\nMean over {seeds} seeds of {agents} agents, with its 95 % interval.\n")
}

fn quarters(next: &[Quarter], shell: &mut Shell<'_>) -> io::Result<()> {
    let million = |value: f64| format!("{value:.0}");
    let rows = next.iter().map(|quarter| {
        let mut row = vec![quarter.date.to_string()];
        row.extend([quarter.value, quarter.low, quarter.high, quarter.bass].map(million));
        row
    });
    let header = ["Forecast, million accounts", "Model", "95 % from", "to", "Bass curve"];
    print(&header, &[1, 2, 3, 4], rows, shell)?;
    writeln!(
        shell.out,
        "\nFrom the last figure on; nothing published for these quarters was used or is compared here.\n"
    )
}

fn solved(solved: &Solved, shell: &mut Shell<'_>) -> io::Result<()> {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let rows = solved.brands.iter().map(|row| {
        let simulated = row.simulated.map_or_else(|| "–".to_owned(), |figure| percent(figure.mean));
        vec![format!("{} {}", row.brand, row.year), format!("{:.3}", row.appeal), percent(row.published), simulated]
    });
    print(&["Appeal of brands, solved in week 0", "Logits", "Published", "Sold"], &[1, 2, 3], rows, shell)?;
    writeln!(shell.out)?;
    let rows = solved
        .consent
        .iter()
        .map(|row| vec![row.mode.label().to_owned(), format!("{:.3}", row.intercept), percent(row.mean)]);
    print(&["Intercepts of consent, solved in week 0", "Logits", "Mean consent"], &[1, 2], rows, shell)?;
    writeln!(shell.out)
}

fn as_json(found: &Calibration, next: &[Quarter], seeds: u32, agents: u32) -> Value {
    let Calibration { published, adoption, .. } = found;
    let (first, last) = window(found);
    let figures = published.points.iter().zip(&found.fitted);
    let figure = |figure: &Figure| json!({ "mean": figure.mean, "interval": figure.interval });
    let run = |error: &RunError| json!({ "figures": error.figures, "error_m": figure(&error.error_m), "last_m": figure(&error.last_m) });
    let numbers = |adoption: Adoption| -> Value {
        fields(adoption).iter().map(|(field, value)| ((*field).to_owned(), json!(value))).collect()
    };
    json!({
        "notice": DISCLAIMER,
        "window": { "first": first, "last": last, "last_year": LAST_YEAR },
        "label": published.label,
        "source": published.source,
        "fitted": numbers(*adoption),
        "carried": found.carried.iter().map(|(name, carried)| (*name, numbers(*carried))).collect::<std::collections::BTreeMap<_, _>>(),
        "is_carried": found.is_carried(),
        "error_m": found.error_m,
        "r_squared": found.r_squared,
        "figures": figures.map(|(point, fitted)| {
            json!({ "date": point.date.to_string(), "published_m": point.accounts_m, "fitted_m": fitted })
        }).collect::<Vec<_>>(),
        "methods": found.judged.iter().map(|judged| json!({
            "id": judged.method.id(), "label": judged.method.label(), "fit_error_m": judged.fit_m,
            "error_ahead_m": AHEAD.iter().zip(judged.ahead_m).map(|(ahead, error)| {
                json!({ "figures_ahead": ahead, "error_m": error })
            }).collect::<Vec<_>>(),
            "error_1_to_8_ahead_m": judged.all_m,
        })).collect::<Vec<_>>(),
        "seeds": seeds,
        "agents": agents,
        "whole_model": { HISTORY: run(&found.history), MARKET: run(&found.market) },
        "forecast": next.iter().map(|quarter| json!({
            "date": quarter.date.to_string(), "value_m": quarter.value, "low_m": quarter.low, "high_m": quarter.high,
            "bass_m": quarter.bass,
        })).collect::<Vec<_>>(),
        "brand_appeal": found.solved.brands.iter().map(|row| json!({
            "brand": row.brand, "year": row.year, "appeal_logits": row.appeal, "published_share": row.published,
            "sold_share": row.simulated.as_ref().map(figure),
        })).collect::<Vec<_>>(),
        "consent_intercepts": found.solved.consent.iter().map(|row| json!({
            "mode": row.mode.id(), "intercept_logits": row.intercept, "mean_consent": row.mean,
        })).collect::<Vec<_>>(),
        "not_fitted": UNFITTED.iter().map(|(lever, why)| {
            json!({ "id": lever.spec().id, "value": lever.spec().default, "why": why })
        }).collect::<Vec<_>>(),
    })
}
