//! Reads a scenario text and reports every problem at once.
//!
//! A file is opened piece by piece ([`spanned`]), its structs checked for unknown and repeated fields and laid over
//! its parent's ([`draft`]), each value read in its range ([`read`], [`actors`], [`terms`]) and against the names and
//! weeks that the scenario has ([`names`]), and the whole checked for what no single field can show: sums
//! ([`coherence`]) and rules that can never match ([`shadow`]).

mod actors;
mod coherence;
mod draft;
mod names;
pub(super) mod observable;
pub mod patch;
mod read;
mod shadow;
mod spanned;
mod terms;

use std::sync::Arc;

use super::model::{FEWEST_AGENTS, MOST_AGENTS, most_agents};
use super::vocabulary::Effect;
use super::{Levers, Problem, Scenario};
use draft::{Draft, Listed, Named};
use names::Names;
use spanned::{Desk, Node, Source};

/// Version of the scenario format.
const FORMAT: u32 = 1;
/// Largest file. The shipped ones have some 20 kB.
const MOST_BYTES: usize = 2 << 20;
/// Longest chain of parents.
const MOST_PARENTS: usize = 8;
/// Longest horizon, twenty years.
const MOST_WEEKS: u32 = 1040;

/// Reads the scenario `name` from `text`; `library` gives the text of a parent by its name.
///
/// Returns every problem found, each with its place, or the complete scenario.
pub fn load(name: &str, text: &[u8], library: &dyn Fn(&str) -> Option<String>) -> Result<Scenario, Vec<Problem>> {
    let text = plain(name, text).map_err(|problem| vec![*problem])?;
    let (texts, broken) = family(name, text, library).map_err(|problem| vec![*problem])?;
    let mut desk = Desk::new();
    for (name, text) in &texts {
        desk.sources.push(Source { name: name.clone(), text });
    }
    let mut drafts = Vec::new();
    for (file, (_, text)) in texts.iter().enumerate() {
        drafts.extend(opened(&mut desk, file, text));
    }
    if let (Some(broken), Some(draft)) = (broken, drafts.last()) {
        desk.say(&draft.head.at("parent"), broken, "the name of another scenario", "correct the name or remove it");
        return Err(desk.problems());
    }
    if drafts.len() < texts.len() {
        return Err(desk.problems());
    }
    let mut root = None;
    let mut parent: Option<Draft<'_>> = None;
    let mut scenario = None;
    for (file, draft) in drafts.into_iter().enumerate().rev() {
        let draft = match parent.take() {
            Some(parent) => draft.over(parent),
            None => draft,
        };
        scenario = built(&mut desk, &draft, &texts[file..], root.clone());
        if root.is_none() {
            root = scenario.clone().map(Arc::new);
        }
        parent = Some(draft);
    }
    match scenario {
        Some(scenario) if desk.is_clean() => Ok(scenario),
        _ => Err(desk.problems()),
    }
}

/// The texts a scenario is made of: its own, then those of its parents as far as they are known, up to the root.
pub fn texts(name: &str, text: &str, library: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    family(name, text, library).map_or_else(|_| vec![(name.to_owned(), text.to_owned())], |(texts, _)| texts)
}

/// The text as UTF-8, within the size allowed, without a byte order mark.
fn plain<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Box<Problem>> {
    let problem = |(line, column): (usize, usize), found: String, allowed: String, mend: &str| {
        let (file, field, mend) = (name.to_owned(), String::new(), mend.to_owned());
        Box::new(Problem { file, line, column, field, found, allowed, mend })
    };
    if bytes.len() > MOST_BYTES {
        let found = format!("{} bytes", bytes.len());
        let allowed = format!("at most {MOST_BYTES} bytes");
        return Err(problem((1, 1), found, allowed, "check that this is a scenario file"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let place = spanned::place(&String::from_utf8_lossy(good), usize::MAX);
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        problem(place, format!("the byte 0x{byte:02x}"), "text in UTF-8".to_owned(), "save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Texts by name: a scenario, its parent, and so on up to the root.
type Texts = Vec<(String, String)>;

/// A scenario's text and those of its parents, and what is wrong with the last parent named, if anything.
fn family(
    name: &str,
    text: &str,
    library: &dyn Fn(&str) -> Option<String>,
) -> Result<(Texts, Option<String>), Box<Problem>> {
    let mut texts: Texts = vec![(name.to_owned(), text.to_owned())];
    while let Some(parent) = texts.last().and_then(|(_, text)| parent_of(text)) {
        if texts.iter().any(|(name, _)| stem(name) == stem(&parent)) {
            return Ok((texts, Some(format!("`{parent}`, which is this scenario or comes from it"))));
        }
        if texts.len() > MOST_PARENTS {
            return Ok((texts, Some(format!("`{parent}`, after {MOST_PARENTS} parents already"))));
        }
        let Some(text) = library(&parent) else {
            return Ok((texts, Some(format!("the unknown scenario `{parent}`"))));
        };
        let text = plain(&parent, text.as_bytes())?.to_owned();
        texts.push((parent, text));
    }
    Ok((texts, None))
}

/// The parent that a text names. What is wrong with the text is said later, when the whole of it is opened.
fn parent_of(text: &str) -> Option<String> {
    let mut desk = Desk::new();
    desk.sources.push(Source { name: String::new(), text });
    let fields = desk.fields(&Node::whole(0, text))?;
    let parent = fields.into_iter().find(|field| field.key.text == "parent")?;
    let parent = desk.option(&parent.value)??;
    desk.text(&parent)
}

/// Opens a file of a format that this version reads.
fn opened<'a>(desk: &mut Desk<'a>, file: usize, text: &'a str) -> Option<Draft<'a>> {
    let whole = Node::whole(file, text);
    let fields = desk.fields(&whole)?;
    // A later format may have other fields: then nothing else is worth saying.
    if let Some(format) = fields.iter().find(|field| field.key.text == "format") {
        desk.whole(&format.value, &(FORMAT..=FORMAT))?;
    }
    let extensions = ron::Deserializer::from_str(text).map(|reader| reader.extensions()).unwrap_or_default();
    if !(extensions - ron::extensions::Extensions::IMPLICIT_SOME).is_empty() {
        let found = "an extension of RON switched on";
        desk.say(&whole, found, "plain RON", "remove the line that begins with `#![enable`");
    }
    let draft = Draft::open(desk, &whole)?;
    for name in ["format", "title"] {
        draft.head.need(desk, name);
    }
    Some(draft)
}

/// Reads all values of a scenario and checks it as a whole.
fn built<'a>(
    desk: &mut Desk<'a>,
    draft: &Draft<'a>,
    texts: &[(String, String)],
    root: Option<Arc<Scenario>>,
) -> Option<Scenario> {
    let head = &draft.head;
    for name in ["brands", "messengers", "vendors", "regulator"] {
        head.need(desk, name);
    }
    desk.names = Names::of(draft);
    coherence::crowd(desk, draft);
    let title = head.get("title").and_then(|node| desk.text(node));
    let story = head.must(desk, "story", Desk::text);
    let start = head.must(desk, "start", Desk::monday);
    let weeks = head.must(desk, "weeks", |d, n| d.whole(n, &(1..=MOST_WEEKS)));
    (desk.names.start, desk.names.weeks) = (start, weeks);
    let policy_week = head.must(desk, "policy_week", Desk::week_of_run);
    let persons_m = head.must(desk, "persons_m", |d, n| d.number(n, &(0.001..=10_000.0), "million"));
    let no_messenger_share = head.or(desk, "no_messenger_share", 0.0, Desk::share);
    // No agent stands for less than one person.
    let most_agents = persons_m.map_or(MOST_AGENTS, most_agents);
    let agents = head.must(desk, "agents", |d, n| d.whole(n, &(FEWEST_AGENTS..=most_agents)));
    let seed = head.must(desk, "seed", |d, n| d.whole(n, &(0..=u64::MAX)));
    let default_effect = head.or(desk, "default_effect", Effect::Deny, |d, n| d.word(n, Effect::ALL, Effect::id));
    let brands = each(desk, &draft.brands, actors::brand);
    coherence::brands(desk, draft, &brands);
    let messengers = each(desk, &draft.messengers, actors::messenger);
    coherence::messengers(desk, draft, &messengers, persons_m.zip(no_messenger_share));
    let vendors = actors::vendors(desk, draft);
    if let (Some(record), Some(vendors)) = (&draft.vendors, &vendors) {
        coherence::vendors(desk, record, vendors);
        coherence::bonds(desk, draft, &vendors.named);
    }
    let regulator = draft.regulator.as_ref().and_then(|record| actors::regulator(desk, record));
    let mut levers = Levers::default();
    for (id, name, value) in &draft.levers {
        if let Some((lever, value)) = terms::lever(desk, id, name, value) {
            levers.set(lever, value);
        }
    }
    let rules = each(desk, &draft.rules, terms::rule);
    let reforms = all(draft.reforms.iter().map(|(record, rules)| terms::reform(desk, record, rules)).collect());
    if let Some(reforms) = &reforms {
        shadow::check(desk, draft, &rules, reforms);
    }
    let shocks = all(draft.shocks.iter().map(|record| terms::shock(desk, record)).collect());
    let series = all(draft.series.iter().map(|record| terms::series(desk, record)).collect());
    let mut said = |entries: &Named<'a>| {
        let pairs = entries.iter().filter_map(|(what, _, said)| desk.text(said).map(|said| (what.clone(), said)));
        pairs.collect::<Vec<_>>()
    };
    let (neutral_words, sources) = (said(&draft.neutral_words), said(&draft.sources));
    Some(in_order(Scenario {
        id: stem(&texts.first()?.0).to_owned(),
        title: title?,
        story: story?,
        start: start?,
        weeks: weeks?,
        policy_week: policy_week?,
        persons_m: persons_m?,
        no_messenger_share: no_messenger_share?,
        agents: agents?,
        seed: seed?,
        brands: all(brands)?,
        messengers: all(messengers)?,
        vendors: vendors?,
        regulator: regulator?,
        default_effect: default_effect?,
        rules: all(rules)?,
        levers,
        reforms: reforms?,
        shocks: shocks?,
        series: series?,
        neutral_words,
        sources,
        root,
        texts: texts.to_vec(),
    }))
}

/// All entries, if every one could be read.
fn all<T>(entries: Vec<Option<T>>) -> Option<Vec<T>> {
    entries.into_iter().collect()
}

/// Reforms and shocks in the order of weeks.
fn in_order(mut scenario: Scenario) -> Scenario {
    scenario.reforms.sort_by_key(|reform| reform.week);
    scenario.shocks.sort_by_key(|shock| shock.week);
    scenario
}

/// Reads each entry of a list; `None` stands for one that could not be read.
fn each<'a, T>(
    desk: &mut Desk<'a>,
    listed: &Listed<'a>,
    read: impl Fn(&mut Desk<'a>, &str, &draft::Record<'a>) -> Option<T>,
) -> Vec<Option<T>> {
    listed.iter().map(|(id, record)| read(desk, id, record)).collect()
}

/// The name of a scenario without folder and ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".ron").unwrap_or(file)
}
