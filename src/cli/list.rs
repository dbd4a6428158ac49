//! `list`: scenarios, levers, metrics and phases, from their tables, and the description of the model.

use std::io;

use serde_json::{Value, json};

use super::args::{ListArgs, ListWhat};
use super::fault::Faults;
use super::levers::range;
use super::source::open;
use super::table::print;
use super::{Code, Shell};
use crate::export::description::{MODEL, sections};
use crate::metrics::METRICS;
use crate::scenario::{DEFAULT, LEVERS, SHIPPED};
use crate::step::PHASES;

/// Does what `list` asks.
pub(super) fn list(args: &ListArgs, shell: &mut Shell<'_>) -> io::Result<Code> {
    match args.what {
        ListWhat::Scenarios => scenarios(args.json, shell)?,
        ListWhat::Levers => levers(args.json, shell)?,
        ListWhat::Metrics => metrics(args.json, shell)?,
        ListWhat::Phases => phases(args.json, shell)?,
        ListWhat::Model => model(args.json, shell)?,
    }
    Ok(Code::Done)
}

fn scenarios(as_json: bool, shell: &mut Shell<'_>) -> io::Result<()> {
    let mut rows = Vec::new();
    for (name, _) in SHIPPED {
        let mut faults = Faults::default();
        let Some(source) = open(name, &mut faults) else {
            // A shipped scenario with problems is listed with them rather than left out.
            rows.push((*name, faults.lines().join("; "), String::new(), String::new()));
            continue;
        };
        let scenario = &source.input.scenario;
        let parent = scenario.texts.get(1).map_or_else(String::new, |(parent, _)| parent.clone());
        rows.push((*name, scenario.title.clone(), parent, scenario.story.clone()));
    }
    if as_json {
        let list: Vec<Value> = rows
            .iter()
            .map(|(name, title, parent, story)| {
                json!({ "name": name, "title": title, "parent": parent, "story": story, "default": *name == DEFAULT })
            })
            .collect();
        return shell.json(&Value::Array(list));
    }
    let lines = rows.into_iter().map(|(name, title, parent, _)| {
        let mark = if name == DEFAULT { " (default)" } else { "" };
        vec![format!("{name}{mark}"), title, parent]
    });
    print(&["Scenario", "Title", "Differs from"], &[], lines, shell)
}

fn levers(as_json: bool, shell: &mut Shell<'_>) -> io::Result<()> {
    if as_json {
        let list: Vec<Value> = LEVERS
            .iter()
            .map(|lever| {
                json!({
                    "id": lever.id, "group": lever.group.label(), "kind": lever.kind.label(),
                    "applies": lever.applies.label(), "label": lever.label, "unit": lever.unit, "min": lever.min,
                    "max": lever.max, "step": lever.step, "default": lever.default, "choices": lever.choices,
                    "help": lever.help, "source": lever.source,
                })
            })
            .collect();
        return shell.json(&Value::Array(list));
    }
    let lines = LEVERS.iter().map(|lever| {
        vec![
            lever.id.to_owned(),
            lever.label.to_owned(),
            range(lever),
            lever.display(lever.default),
            lever.kind.label().to_owned(),
            lever.applies.label().to_owned(),
        ]
    });
    let header = ["Lever", "Meaning", "Range", "Default", "Kind", "Acts"];
    print(&header, &[], lines, shell)
}

fn metrics(as_json: bool, shell: &mut Shell<'_>) -> io::Result<()> {
    if as_json {
        let list: Vec<Value> = METRICS
            .iter()
            .map(|metric| {
                json!({
                    "id": metric.id, "group": metric.group.label(), "by": metric.dim.each(), "kind": metric.kind.label(),
                    "label": metric.label, "unit": metric.unit, "formula": metric.formula, "source": metric.source,
                })
            })
            .collect();
        return shell.json(&Value::Array(list));
    }
    let lines = METRICS.iter().map(|metric| {
        [metric.id, metric.label, metric.dim.each(), metric.unit, metric.kind.label(), metric.formula]
            .map(str::to_owned)
            .to_vec()
    });
    let header = ["Metric", "Meaning", "By", "Unit", "Kind", "Formula"];
    print(&header, &[], lines, shell)
}

fn phases(as_json: bool, shell: &mut Shell<'_>) -> io::Result<()> {
    let phases = || PHASES.iter().zip(1_u32..);
    if as_json {
        let list: Vec<Value> =
            phases().map(|(phase, order)| json!({ "order": order, "name": phase.name, "does": phase.does })).collect();
        return shell.json(&Value::Array(list));
    }
    let lines = phases().map(|(phase, order)| vec![order.to_string(), phase.name.to_owned(), phase.does.to_owned()]);
    print(&["Order", "Phase", "Does"], &[0], lines, shell)
}

fn model(as_json: bool, shell: &mut Shell<'_>) -> io::Result<()> {
    if as_json {
        let sections = sections();
        let list = sections.iter().map(|section| json!({ "level": section.level, "heading": section.heading }));
        return shell.json(&json!({ "headings": list.collect::<Vec<Value>>(), "markdown": MODEL }));
    }
    write!(shell.out, "{MODEL}")
}
