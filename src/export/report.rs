//! A report of one run to read and to pass on: one HTML file without anything from outside.

use std::io::{self, Write};

use super::origin::{MARK, Origin};
use super::picture::Picture;
use super::reproduce::{command, is_shipped};
use super::svg::{Line, chart, escape};
use crate::metrics::columns;
use crate::rules::{dated_sentences, sentence};
use crate::run::compare::{Difference, LUCK_NOTE};
use crate::run::summary::{
    HEADLINES, Outcome, SUMMARY_NOTE, display, headlines, number, outcomes, shown_unit, signed, spec_of,
};
use crate::run::{EventRecord, Record};
use crate::scenario::{LeverId, Scenario};

/// Metrics drawn as charts, with one line an actor where they have several.
const CHARTS: &[&str] =
    &["phone_share", "messenger_share", "channel_share", "consumer_surplus", "n_vendors", "profit_operator"];

/// Events of any week listed in full; a longer list says how many it leaves out.
const EVENTS: usize = 400;

/// Pages must look right on paper and on a phone, without scripts and without files from elsewhere.
const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222;\
     background:#fff}h1{line-height:1.2}h2{margin-top:2.2rem}table{border-collapse:collapse}th,td{text-align:left;\
     padding:.2rem .9rem .2rem 0;border-bottom:1px solid #ddd;vertical-align:top}td.n,th.n{text-align:right;\
     font-variant-numeric:tabular-nums;white-space:nowrap}.notice{border-left:4px solid #d55e00;padding:.3rem .8rem;\
     background:#fdf3ec}.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(22rem,1fr));gap:1.2rem}\
     svg{width:100%;font:11px system-ui,sans-serif}svg .title{font-size:13px;font-weight:600}svg .grid{stroke:#ddd}\
     svg.key{width:1.6rem;height:.5rem;margin-right:.3rem}.legend{font-size:.8rem}.legend span{margin-right:.8rem;\
     white-space:nowrap}pre{background:#f5f5f5;padding:.8rem;overflow-x:auto;font-size:.8rem}";

/// What a report is made of.
#[derive(Debug)]
pub struct Page<'a> {
    /// The run.
    pub record: &'a Record,
    /// Its scenario.
    pub scenario: &'a Scenario,
    /// What it is compared with, and its name.
    pub baseline: Option<(&'a str, &'a Record)>,
    /// How the run differs from the baseline, by column, over the pairs of seeds there are.
    pub differences: &'a [Difference],
    /// The same for other runs beside it, by their names.
    pub others: &'a [(String, Vec<Difference>)],
    /// Smallest gap of interest, as a share of the figure in the baseline.
    pub gap: f64,
    /// Plots as they were on a screen.
    pub picture: Option<&'a Picture>,
    /// The runs of the page.
    pub origin: &'a Origin,
}

/// Writes the report of a run of `scenario` by itself.
pub fn write(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    let origin = &Origin::of_records([("this run", record)]);
    write_page(
        &Page { record, scenario, baseline: None, differences: &[], others: &[], gap: 0.0, picture: None, origin },
        out,
    )
}

/// Writes a report.
pub fn write_page(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Page { record, scenario, .. } = *page;
    head(page, out)?;
    changes(record, scenario, out)?;
    match page.baseline {
        Some((name, baseline)) => differences(page, name, baseline, out)?,
        None => outcome_table(record, scenario, out)?,
    }
    others(page, out)?;
    if let Some(picture) = page.picture {
        writeln!(out, "<h2>Plots</h2>\n<p>As they were on the screen, with the baseline dashed.</p>")?;
        picture.write_drawing(out)?;
    }
    charts(page, out)?;
    rules(scenario, out)?;
    events(record, scenario, out)?;
    all_outcomes(record, scenario, out)?;
    sources(record, scenario, out)?;
    reproduce(record, out)?;
    writeln!(out, "</body>\n</html>")
}

fn head(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Page { record, scenario, origin, .. } = *page;
    let title = escape(&scenario.title);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<!-- {MARK} {} -->\n</head>\n<body>\n<h1>{title}</h1>\n<p class=\"notice\">{}</p>",
        origin.to_text(),
        escape(&record.notice)
    )?;
    for paragraph in scenario.story.split("\n\n").filter(|text| !text.trim().is_empty()) {
        writeln!(out, "<p>{}</p>", escape(paragraph.trim()))?;
    }
    let last = scenario.date(record.weeks.saturating_sub(1));
    writeln!(
        out,
        "<p>Scenario <code>{}</code>, {} weeks from {} to the week of {last}, {} agents for {} million persons, \
         seed {}, program version {}.</p>",
        escape(&record.scenario),
        record.weeks,
        scenario.start,
        record.agents,
        scenario.persons_m,
        record.seed,
        escape(&record.app_version)
    )
}

/// The outcomes against the baseline, over the pairs of seeds there are.
fn differences(page: &Page<'_>, name: &str, baseline: &Record, out: &mut dyn Write) -> io::Result<()> {
    let name = escape(name);
    writeln!(out, "<h2>Outcomes against the {name}</h2>")?;
    if page.record.values == baseline.values {
        writeln!(out, "<p>No figure of this run differs from the {name}.</p>")?;
    }
    difference_table(page, page.differences, "This run", out)
}

/// Other runs beside the one of the page, each against the baseline.
fn others(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (name, rows) in page.others {
        let base = page.baseline.map_or("run of this page", |(base, _)| base);
        writeln!(out, "<h2>{} against the {}</h2>", escape(&quoted(name)), escape(base))?;
        difference_table(page, rows, "That run", out)?;
    }
    Ok(())
}

fn difference_table(page: &Page<'_>, rows: &[Difference], who: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table>\n<tr><th>Outcome</th><th>Unit</th><th class=\"n\">Baseline</th><th class=\"n\">{who}</th>\
         <th class=\"n\">Difference</th><th class=\"n\">% of baseline</th><th class=\"n\">95 % interval</th>\
         <th class=\"n\">Paired seeds</th><th>{who} is</th></tr>"
    )?;
    let shown = |row: &&Difference| spec_of(&row.column).is_some_and(|spec| HEADLINES.contains(&spec.id));
    for row in rows.iter().filter(shown) {
        let interval = row.interval.map_or_else(
            || "–".to_owned(),
            |(low, high)| format!("{} to {}", signed(Some(low), row.unit), signed(Some(high), row.unit)),
        );
        let cells = [
            number(row.mean_a, row.unit),
            number(row.mean_b, row.unit),
            signed(row.difference, row.unit),
            signed(row.share, "share"),
            interval,
            format!("{} of {}", row.signs.words(), row.pairs),
        ];
        let (label, unit) = (escape(&row.label), escape(shown_unit(row.unit)));
        let cells = cells.join("</td><td class=\"n\">");
        let verdict = row.verdict.label();
        writeln!(out, "<tr><td>{label}</td><td>{unit}</td><td class=\"n\">{cells}</td><td>{verdict}</td></tr>")?;
    }
    let pairs = rows.iter().map(|row| row.pairs).max().unwrap_or(0);
    let gap = display(Some(page.gap), "share");
    let over = match pairs {
        1 => "One pair of runs with the same seed.".to_owned(),
        pairs => format!("{pairs} pairs of runs, each pair with a seed of its own."),
    };
    writeln!(
        out,
        "</table>\n<p>{over} Smallest gap of interest: {gap} of the figure in the baseline. {SUMMARY_NOTE} \
         {LUCK_NOTE}</p>"
    )
}

fn outcome_table(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Outcomes</h2>")?;
    table(&headlines(record, scenario), out)?;
    writeln!(out, "<p>{SUMMARY_NOTE} A dash means that the figure has no base.</p>")
}

fn table(rows: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table>\n<tr><th>Outcome</th><th>Unit</th><th class=\"n\">Week 0</th><th class=\"n\">End</th><th class=\"n\">Change since week 0</th></tr>"
    )?;
    let mut group = "";
    for row in rows {
        let (unit, name) = row.spec.map_or(("", ""), |spec| (spec.unit, spec.group.label()));
        if name != group {
            writeln!(out, "<tr><th colspan=\"5\">{}</th></tr>", escape(name))?;
            group = name;
        }
        writeln!(
            out,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(&row.label),
            escape(shown_unit(unit)),
            number(row.first, unit),
            number(row.last, unit),
            signed(row.change(), unit)
        )?;
    }
    writeln!(out, "</table>")
}

fn charts(page: &Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Page { record, scenario, baseline, .. } = *page;
    writeln!(out, "<h2>Weeks</h2>")?;
    if baseline.is_some() {
        writeln!(out, "<p>The baseline is thin and dashed, in the colour of the line it belongs to.</p>")?;
    }
    writeln!(out, "<div class=\"charts\">")?;
    let columns = columns(scenario);
    for id in CHARTS {
        let mut lines = Vec::new();
        let mut heading = ("", "");
        for column in columns.iter().filter(|column| column.metric.spec().id == *id) {
            let spec = column.metric.spec();
            heading = (spec.label, spec.unit);
            if let Some(cells) = record.column(&column.id) {
                let base = baseline.and_then(|(_, baseline)| baseline.column(&column.id)).unwrap_or_default();
                lines.push(Line { label: &column.actor, cells, base });
            }
        }
        if !lines.is_empty() {
            writeln!(out, "<div>{}</div>", chart(heading.0, heading.1, &lines, scenario.start))?;
        }
    }
    writeln!(out, "</div>")
}

fn changes(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Changes to the scenario</h2>")?;
    if record.changes.is_empty() {
        writeln!(out, "<p>None: the scenario as it stands.</p>")?;
    } else {
        list(record.changes.iter().flat_map(|reform| dated_sentences(reform, scenario)), out)?;
    }
    if !scenario.reforms.is_empty() {
        writeln!(out, "<h2>Dated changes of the scenario itself</h2>")?;
        list(scenario.reforms.iter().flat_map(|reform| dated_sentences(reform, scenario)), out)?;
    }
    Ok(())
}

fn list(items: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<ul>")?;
    for item in items {
        writeln!(out, "<li>{}</li>", escape(&item))?;
    }
    writeln!(out, "</ul>")
}

fn quoted(text: &str) -> String {
    format!("“{text}”")
}

fn rules(scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Access rules at the start</h2>\n<ul>")?;
    for rule in &scenario.rules {
        let state = if rule.enabled { "" } else { " (switched off)" };
        let says = sentence(rule, scenario, false);
        writeln!(out, "<li>{} <small><code>{}</code>{state}</small></li>", escape(&says), escape(&rule.id))?;
    }
    writeln!(out, "</ul>\n<p>Where no rule matches, the answer is {}.</p>", scenario.default_effect.label())
}

/// What happened: what matters first, what happens in any week folded away.
fn events(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Events</h2>")?;
    let (notable, everyday): (Vec<&EventRecord>, Vec<&EventRecord>) =
        record.events.iter().partition(|event| event.is_notable());
    if notable.is_empty() {
        writeln!(out, "<p>None but what happens in any week.</p>")?;
    } else {
        event_table(&notable, scenario, out)?;
    }
    if everyday.is_empty() {
        return Ok(());
    }
    let count = everyday.len();
    writeln!(out, "<details><summary>{count} entries, exits and changes of channels of app vendors</summary>")?;
    let listed = &everyday[..count.min(EVENTS)];
    event_table(listed, scenario, out)?;
    if count > EVENTS {
        writeln!(out, "<p>{} later ones are in the run record only.</p>", count - EVENTS)?;
    }
    writeln!(out, "</details>")
}

fn event_table(events: &[&EventRecord], scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<table>\n<tr><th class=\"n\">Week</th><th>Date</th><th>Event</th></tr>")?;
    for event in events {
        let (week, date) = (event.week, scenario.date(event.week));
        writeln!(out, "<tr><td class=\"n\">{week}</td><td>{date}</td><td>{}</td></tr>", escape(&event.sentence))?;
    }
    writeln!(out, "</table>")
}

fn all_outcomes(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>All outcomes</h2>\n<details><summary>{} figures</summary>", record.columns.len())?;
    table(&outcomes(record, scenario), out)?;
    writeln!(out, "</details>")
}

/// Where the numbers of the run come from: those of the scenario, and every lever.
fn sources(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Sources of the numbers</h2>")?;
    if !scenario.sources.is_empty() {
        let count = scenario.sources.len();
        writeln!(out, "<details><summary>{count} numbers of the scenario</summary><table>")?;
        for (what, source) in &scenario.sources {
            writeln!(out, "<tr><td><code>{}</code></td><td>{}</td></tr>", escape(what), escape(source))?;
        }
        writeln!(out, "</table></details>")?;
    }
    writeln!(
        out,
        "<details><summary>{} levers, as they are in the last week</summary><table>\n\
         <tr><th>Lever</th><th class=\"n\">Value</th><th class=\"n\">Default</th><th>Source of the default</th></tr>",
        record.levers.len()
    )?;
    for (id, value) in &record.levers {
        let Some(spec) = LeverId::from_id(id).map(LeverId::spec) else { continue };
        writeln!(
            out,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            escape(spec.label),
            escape(&spec.display(*value)),
            escape(&spec.display(spec.default)),
            escape(spec.source)
        )?;
    }
    writeln!(out, "</table></details>")
}

fn reproduce(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    let version = escape(&record.app_version);
    writeln!(
        out,
        "<h2>How to reproduce</h2>\n<p>With program version {version}; the last line takes this page itself, under \
         whatever name it was saved. Dropped on the window, the page brings back the work it came from.</p>"
    )?;
    let mut commands = vec!["gatekeepers run report.html".to_owned()];
    if is_shipped(record) {
        commands.insert(0, command(record, "report.html"));
    }
    writeln!(out, "<pre>{}</pre>", escape(&commands.join("\n")))?;
    for (name, text) in &record.texts {
        let name = escape(name);
        writeln!(out, "<details><summary>Text of {name}</summary><pre>{}</pre></details>", escape(text))?;
    }
    Ok(())
}
