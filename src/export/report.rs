//! A report of one run to read and to pass on: one HTML file without anything from outside.

use std::io::{self, Write};

use super::origin::{MARK, Origin};
use super::svg::{Line, chart, escape};
use crate::metrics::columns;
use crate::rules::sentence;
use crate::run::Record;
use crate::run::summary::{Outcome, SUMMARY_NOTE, headlines, number, outcomes, shown_unit, signed};
use crate::scenario::{LeverId, Reform, Scenario};

/// Metrics drawn as charts, with one line an actor where they have several.
const CHARTS: &[&str] =
    &["phone_share", "messenger_share", "channel_share", "consumer_surplus", "n_vendors", "profit_operator"];

/// Events listed in full; a longer list says how many it leaves out.
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

/// Writes the report of a run of `scenario`.
pub fn write(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    head(record, scenario, out)?;
    outcome_table(record, scenario, out)?;
    charts(record, scenario, out)?;
    changes(record, scenario, out)?;
    rules(scenario, out)?;
    events(record, scenario, out)?;
    all_outcomes(record, scenario, out)?;
    reproduce(record, out)?;
    writeln!(out, "</body>\n</html>")
}

fn head(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    let title = escape(&scenario.title);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n<!-- {MARK} {} -->\n</head>\n<body>\n<h1>{title}</h1>\n<p class=\"notice\">{}</p>",
        Origin::of_records([("this run", record)]).to_text(),
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

fn outcome_table(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Outcomes</h2>")?;
    table(&headlines(record, scenario), out)?;
    writeln!(out, "<p>{SUMMARY_NOTE} A dash means that the figure has no base.</p>")
}

fn table(rows: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table>\n<tr><th>Outcome</th><th>Unit</th><th class=\"n\">Week 0</th><th class=\"n\">End</th><th class=\"n\">Change</th></tr>"
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

fn charts(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Weeks</h2>\n<div class=\"charts\">")?;
    let columns = columns(scenario);
    for id in CHARTS {
        let mut lines = Vec::new();
        let mut heading = ("", "");
        for column in columns.iter().filter(|column| column.metric.spec().id == *id) {
            let spec = column.metric.spec();
            heading = (spec.label, spec.unit);
            if let Some(cells) = record.column(&column.id) {
                lines.push(Line { label: &column.actor, cells });
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
        list(record.changes.iter().flat_map(|reform| sentences(reform, scenario)), out)?;
    }
    if !scenario.reforms.is_empty() {
        writeln!(out, "<h2>Dated changes of the scenario itself</h2>")?;
        list(scenario.reforms.iter().flat_map(|reform| sentences(reform, scenario)), out)?;
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

/// A dated change in words, one sentence for each thing it does.
pub fn sentences(reform: &Reform, scenario: &Scenario) -> Vec<String> {
    let when = format!("From week {} ({})", reform.week, scenario.date(reform.week));
    let note = if reform.note.is_empty() { String::new() } else { format!(" {}", reform.note) };
    let levers = reform.set.iter().map(|(id, value)| match LeverId::from_id(id) {
        Some(lever) => format!("{when}, {} is {}.{note}", quoted(lever.spec().label), lever.spec().display(*value)),
        None => format!("{when}, {id} is {value}.{note}"),
    });
    let rules =
        reform.rules.iter().map(|rule| format!("{when}, the rule {} holds as rewritten.{note}", quoted(&rule.id)));
    let on = reform.enable.iter().map(|id| format!("{when}, the rule {} is switched on.{note}", quoted(id)));
    let off = reform.disable.iter().map(|id| format!("{when}, the rule {} is switched off.{note}", quoted(id)));
    levers.chain(rules).chain(on).chain(off).collect()
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

fn events(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Events</h2>")?;
    if record.events.is_empty() {
        return writeln!(out, "<p>None.</p>");
    }
    writeln!(out, "<table>\n<tr><th class=\"n\">Week</th><th>Date</th><th>Event</th></tr>")?;
    for event in record.events.iter().take(EVENTS) {
        writeln!(
            out,
            "<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>",
            event.week,
            scenario.date(event.week),
            escape(&event.sentence)
        )?;
    }
    writeln!(out, "</table>")?;
    let more = record.events.len().saturating_sub(EVENTS);
    if more > 0 {
        writeln!(out, "<p>{more} later events are in the run record only.</p>")?;
    }
    Ok(())
}

fn all_outcomes(record: &Record, scenario: &Scenario, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>All outcomes</h2>\n<details><summary>{} figures</summary>", record.columns.len())?;
    table(&outcomes(record, scenario), out)?;
    writeln!(out, "</details>")
}

fn reproduce(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<h2>How to reproduce</h2>\n<p>Program version {}, with the texts below as files of these names:</p>\n\
         <pre>{}</pre>",
        escape(&record.app_version),
        escape(&command(record))
    )?;
    for (name, text) in &record.texts {
        let name = escape(name);
        writeln!(out, "<details><summary>Text of {name}</summary><pre>{}</pre></details>", escape(text))?;
    }
    Ok(())
}

/// The command line that runs a record again; changes beyond levers need the record itself.
pub fn command(record: &Record) -> String {
    let mut words = vec![
        "gatekeepers run".to_owned(),
        record.scenario.clone(),
        format!("--seed {} --weeks {} --agents {}", record.seed, record.weeks, record.agents),
    ];
    let mut only_levers = true;
    for reform in &record.changes {
        only_levers &= reform.rules.is_empty() && reform.enable.is_empty() && reform.disable.is_empty();
        words.extend(reform.set.iter().map(|(id, value)| {
            let from_start = LeverId::from_id(id)
                .is_some_and(|lever| lever.spec().applies == crate::scenario::Applies::FromStart && reform.week == 0);
            if from_start { format!("--set {id}={value}") } else { format!("--at {}:{id}={value}", reform.week) }
        }));
    }
    if only_levers { words.join(" ") } else { "gatekeepers replay record.ron".to_owned() }
}
