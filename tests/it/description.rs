//! The model description: its tables are in step with the tables of the program, its sections are there, and the tests
//! it names exist. The tables are written anew with `UPDATE_DESCRIPTION=1 cargo test description`.

use std::fs;
use std::path::{Path, PathBuf};

use gatekeepers::experiment::conclusions::{CARRYING, RIVALS};
use gatekeepers::experiment::facts::FACTS;
use gatekeepers::export::description::{Block, MODEL, sections};
use gatekeepers::metrics::METRICS;
use gatekeepers::rules::sentence;
use gatekeepers::scenario::vocabulary::Category;
use gatekeepers::scenario::{LEVERS, LeverId, SHIPPED, Scenario};
use gatekeepers::step::PHASES;

use crate::support::scenario;

/// The letters of the assumptions that carry the conclusions, in their order; the last two have none in the equations.
const LETTERS: [&str; CARRYING.len()] = ["η", "ν", "ω_p", "β", "", ""];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(header.iter().map(|&word| word.to_owned()).collect());
    text.push('|');
    text.push_str(&"---|".repeat(header.len()));
    text.push('\n');
    for row in rows {
        assert_eq!(row.len(), header.len(), "{row:?}");
        assert!(row.iter().all(|cell| !cell.contains(['|', '\n'])), "{row:?}");
        text.push_str(&line(row));
    }
    text
}

fn code(word: &str) -> String {
    format!("`{word}`")
}

fn per_cent(share: f64) -> String {
    format!("{} %", (share * 1e5).round() / 1e3)
}

/// All tables by the names of their markers.
fn tables() -> Vec<(&'static str, String)> {
    let root = scenario("baseline-2016");
    vec![
        ("facts", facts()),
        ("rules", rules(&root)),
        ("phases", phases()),
        ("metrics", metrics()),
        ("brands", brands(&root)),
        ("messengers", messengers(&root)),
        ("vendors", vendors(&root)),
        ("scenarios", scenarios()),
        ("levers", levers()),
        ("conclusions", conclusions()),
        ("rivals", rivals()),
    ]
}

fn facts() -> String {
    let row = |fact: &gatekeepers::experiment::facts::Fact| {
        let asked = |part: &gatekeepers::experiment::facts::Part| {
            format!("{}, {} ({}, tolerance {})", part.label, part.target, part.kind.label(), part.tolerance)
        };
        let parts: Vec<String> = fact.parts.iter().map(asked).collect();
        let texts = [fact.id, fact.statement, fact.kind().label(), &parts.join("; "), fact.sources, fact.note];
        texts.map(str::to_owned).to_vec()
    };
    table(&["fact", "what it says", "kind", "targets", "sources", "what is measured"], FACTS.iter().map(row))
}

fn rivals() -> String {
    let row = |rival: &gatekeepers::experiment::conclusions::Rival| {
        let set: Vec<String> = rival
            .set
            .iter()
            .map(|(id, value)| format!("{} {}", code(id.spec().id), id.spec().display(*value)))
            .collect();
        vec![rival.title.to_owned(), code(rival.scenario), set.join(", ")]
    };
    table(&["regime", "scenario", "levers from the start"], RIVALS.iter().map(row))
}

fn rules(root: &Scenario) -> String {
    table(&["rule", "what it says"], root.rules.iter().map(|rule| vec![code(&rule.id), sentence(rule, root, true)]))
}

fn phases() -> String {
    let rows = PHASES.iter().zip(1..);
    table(
        &["order", "phase", "what happens"],
        rows.map(|(phase, order): (_, u32)| vec![order.to_string(), phase.name.to_owned(), phase.does.to_owned()]),
    )
}

fn metrics() -> String {
    let row = |metric: &gatekeepers::metrics::MetricSpec| {
        let texts = [metric.label, metric.dim.each(), metric.unit, metric.kind.label(), metric.formula, metric.source];
        std::iter::once(code(metric.id)).chain(texts.map(str::to_owned)).collect()
    };
    table(&["metric", "name", "one for each", "unit", "kind", "formula", "source"], METRICS.iter().map(row))
}

/// The source that a scenario gives for a field: for one of a list, else for all of it.
fn source(root: &Scenario, list: &str, id: &str, field: &str) -> String {
    let said = |key: String| root.sources.iter().find(|(of, _)| *of == key).map(|(_, source)| source.clone());
    said(format!("{list}.{id}.{field}"))
        .or_else(|| said(format!("{list}.{field}")))
        .unwrap_or_else(|| panic!("{list}.{id}.{field} has no source"))
}

fn brands(root: &Scenario) -> String {
    let row = |brand: &gatekeepers::scenario::Brand| {
        let shipments: Vec<String> =
            brand.shipments.iter().map(|(year, share)| format!("{year} {}", per_cent(*share))).collect();
        let of = |field| source(root, "brands", &brand.id, field);
        let sources = format!("base {}; price {}; shipments {}", of("base_share"), of("price_rmb"), of("shipments"));
        vec![brand.name.clone(), per_cent(brand.base_share), brand.price_rmb.to_string(), shipments.join(", "), sources]
    };
    table(&["phone maker", "base share", "price, RMB", "share of shipments", "sources"], root.brands.iter().map(row))
}

fn messengers(root: &Scenario) -> String {
    let row = |messenger: &gatekeepers::scenario::Messenger| {
        let fields = ["primary_share", "accounts_m", "ceiling_m", "adoption_p", "adoption_q"];
        let sources = fields.map(|field| format!("{field} {}", source(root, "messengers", &messenger.id, field)));
        let yes = |open: bool| if open { "open" } else { "closed" }.to_owned();
        vec![
            messenger.name.clone(),
            per_cent(messenger.primary_share),
            messenger.accounts_m.to_string(),
            messenger.ceiling_m.to_string(),
            messenger.adoption_p.to_string(),
            messenger.adoption_q.to_string(),
            yes(messenger.mini_programs),
            yes(messenger.official_accounts),
            sources.join("; "),
        ]
    };
    let header = [
        "messenger",
        "primary share",
        "accounts, million",
        "ceiling, million",
        "p a week",
        "q a week",
        "Mini Programs",
        "Official Accounts",
        "sources",
    ];
    table(&header, root.messengers.iter().map(row))
}

fn vendors(root: &Scenario) -> String {
    let shares = source(root, "vendors", "", "occasion_shares");
    let row = |(&category, share): (&Category, &f64)| {
        let here = root.vendors.named.iter().filter(|vendor| vendor.category == category);
        let named: Vec<String> =
            here.map(|vendor| format!("{} (quality rank {})", vendor.name, vendor.quality_rank)).collect();
        let ranks = if named.is_empty() {
            String::new()
        } else {
            format!("; ranks {}", source(root, "vendors", "named", "quality_rank"))
        };
        vec![category.label().to_owned(), per_cent(*share), named.join(", "), format!("shares {shares}{ranks}")]
    };
    let rows = Category::ALL.iter().zip(&root.vendors.occasion_shares).map(row);
    table(&["category", "share of occasions", "named vendors", "sources"], rows)
}

fn scenarios() -> String {
    let row = |name: &str| {
        let it = scenario(name);
        let parent = it.texts.get(1).map_or_else(|| "stands alone".to_owned(), |(parent, _)| code(parent));
        vec![code(name), it.title.clone(), parent, it.start.to_string(), it.weeks.to_string(), it.agents.to_string()]
    };
    let header = ["scenario", "title", "differs from", "week 0", "weeks", "agents"];
    table(&header, SHIPPED.iter().map(|(name, _)| row(name)))
}

fn levers() -> String {
    let row = |lever: &gatekeepers::scenario::LeverSpec| {
        vec![
            code(lever.id),
            lever.label.to_owned(),
            lever.help.to_owned(),
            format!("{}, {}", lever.kind.label(), lever.applies.label()),
            if lever.choices.is_empty() { lever.range() } else { lever.choices.join("; ") },
            lever.display(lever.default),
            lever.source.to_owned(),
        ]
    };
    table(&["lever", "name", "meaning", "kind and when", "range", "default", "source"], LEVERS.iter().map(row))
}

fn conclusions() -> String {
    let row = |(letter, id): (&&str, &LeverId)| {
        let lever = id.spec();
        vec![
            code(lever.id),
            (*letter).to_owned(),
            lever.label.to_owned(),
            lever.display(lever.default),
            lever.source.to_owned(),
        ]
    };
    table(&["lever", "letter", "name", "default", "source"], LETTERS.iter().zip(CARRYING).map(row))
}

/// The text with every table as the program has it now.
fn renewed(text: &str) -> String {
    let mut text = text.replace("\r\n", "\n");
    for (name, table) in tables() {
        let begin = format!("<!-- table: {name} -->\n");
        let start = text.find(&begin).unwrap_or_else(|| panic!("no table {name}")) + begin.len();
        let end = start + text[start..].find("<!-- end -->").unwrap_or_else(|| panic!("table {name} has no end"));
        text.replace_range(start..end, &table);
    }
    text
}

#[test]
fn the_tables_are_in_step_with_the_program() {
    if std::env::var_os("UPDATE_DESCRIPTION").is_some() {
        let file = root().join("assets/model.md");
        // What was written since this test was built is kept.
        let text = fs::read_to_string(&file).expect("the text can be read");
        fs::write(file, renewed(&text)).expect("the text can be written");
        return;
    }
    let now = renewed(MODEL);
    let then = MODEL.replace("\r\n", "\n");
    let first = now.lines().zip(then.lines()).find(|(now, then)| now != then);
    assert!(
        now == then,
        "tables of assets/model.md are out of step, first {first:?}; run again with UPDATE_DESCRIPTION=1"
    );
    assert_eq!(then.matches("<!-- table: ").count(), tables().len(), "every marker has its table");
}

#[test]
fn all_sections_are_there_in_order() {
    let wanted = [
        "1. Purpose and patterns",
        "2. Entities, state variables and scales",
        "3. Process overview and scheduling",
        "4. Design concepts",
        "5. Initialisation",
        "6. Input data",
        "7. Submodels",
        "What carries the conclusions",
        "Known limits",
    ];
    let headings: Vec<&str> =
        sections().iter().filter(|section| section.level == 2).map(|section| section.heading).collect();
    assert_eq!(headings, wanted);
    // Each phase that does something has its submodel, and each concept of the protocol its paragraph.
    let submodels = sections().iter().filter(|section| section.heading.starts_with("7.")).count();
    assert!(submodels > PHASES.len() - 2, "{submodels} submodels");
    for concept in [
        "Basic principles",
        "Emergence",
        "Adaptation and objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ] {
        assert!(MODEL.contains(&format!("\n**{concept}.** ")), "{concept}");
    }
}

/// The source files in which a path of modules may stand.
fn files_of(modules: &str) -> Vec<PathBuf> {
    let path = modules.replace("::", "/");
    let candidates = [format!("tests/it/{path}.rs"), format!("src/{path}.rs"), format!("src/{path}/mod.rs")];
    candidates.iter().map(|file| root().join(Path::new(file))).filter(|file| file.exists()).collect()
}

#[test]
fn every_test_it_names_exists() {
    let mut named = 0;
    for bracket in MODEL.split("[`").skip(1) {
        let inside = bracket.split_once("`]").expect("a bracket that begins with a name ends with one").0;
        for test in inside.split("`, `") {
            let (modules, function) = test.rsplit_once("::").unwrap_or_else(|| panic!("{test} has no module"));
            let found = files_of(modules).iter().any(|file| {
                let text = fs::read_to_string(file).expect("a source");
                let place = text.find(&format!("fn {function}("));
                // A test of a table of properties stands inside a macro, with the attribute before it as well.
                place.is_some_and(|place| text[..place].trim_end().ends_with("#[test]"))
            });
            assert!(found, "no test {test}");
            named += 1;
        }
    }
    assert!(named > 40, "{named} tests are named");
}

#[test]
fn every_lever_of_the_text_exists_and_every_default_has_a_source() {
    for (section, lines) in MODEL.split("\n## ").map(|section| (section.lines().next(), section.lines())) {
        for line in lines.filter(|line| !line.starts_with('|')) {
            for word in line.split('`').skip(1).step_by(2) {
                let is_id =
                    word.contains('_') && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
                let known = LeverId::from_id(word).is_some()
                    || METRICS.iter().any(|metric| metric.id == word)
                    || ["persons_m", "at_start"].contains(&word);
                assert!(!is_id || known, "{word} in {section:?} is neither lever nor metric");
            }
        }
    }
}

#[test]
fn the_text_reads_as_blocks() {
    let sections = sections();
    let texts: Vec<&str> = sections.iter().map(|section| section.heading).collect();
    assert!(texts.iter().all(|heading| !heading.is_empty() && !heading.starts_with('#')), "{texts:?}");
    let tables = sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Table { header, rows } => Some((header.len(), rows)),
        _ => None,
    });
    let mut rows = 0;
    for (width, table) in tables {
        assert!(table.iter().all(|row| row.len() == width), "{table:?}");
        rows += table.len();
    }
    assert!(rows > LEVERS.len() + METRICS.len() + SHIPPED.len(), "{rows}");
    let marks = sections.iter().flat_map(|section| &section.blocks).filter(|block| match block {
        Block::Paragraph(text) | Block::Item(text) | Block::Code(text) => text.contains("<!--") || text.contains('|'),
        Block::Table { .. } => false,
    });
    assert_eq!(marks.count(), 0, "no marker is shown");
}
