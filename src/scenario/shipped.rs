//! The scenarios embedded in the program.

/// Name of the scenario opened when nothing is said.
pub const DEFAULT: &str = "honor-magic-2017";

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        /// All shipped scenarios: (name, text). The default comes first, then the order in which lists show them.
        pub const SHIPPED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../scenarios/", $name, ".ron")))),+];
    };
}

shipped! {
    "honor-magic-2017",
    "baseline-2016",
    "user-authorised",
    "operator-veto",
    "triple-authorisation",
    "licensed-access",
    "portability-dividend",
    "on-device-only",
    "os-data-pool",
    "quick-app-coalition-2018",
    "miit-mediation",
    "mini-program-toll",
    "opt-in-law",
    "opt-in-law-entry-halved",
    "os-prompt",
    "messaging-interop",
    "messenger-withdrawn",
    "bundling-envelopment",
    "link-unblocking-2021",
    "choose-one-2010",
    "sole-source-cutoff-2017",
    "history-2011",
}

/// Text of a shipped scenario.
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(id, _)| *id == name).map(|(_, text)| *text)
}
