//! Names of the figures over which an observed series can be laid.
//!
//! The metrics table stands behind this module in the order of the house, so that its words are listed here once more;
//! a test holds the two lists together.

use super::names::Names;
use crate::scenario::vocabulary::{Category, Channel, ConsentMode, DataType, Origin};

/// Metrics with one figure.
const SINGLE: &[&str] = &[
    "hhi_phones",
    "hhi_messengers",
    "multi_homing",
    "new_messenger_switches",
    "new_brand_switches",
    "nothing_share",
    "hhi_categories",
    "hhi_vendors",
    "own_service_share",
    "consumer_surplus",
    "privacy_loss_revealed",
    "privacy_loss_stated",
    "contacts_exposed",
    "contact_loss_stated",
    "consent_message_os",
    "n_vendors",
    "new_vendors",
    "new_vendor_exits",
    "top_revenue_share",
    "quality_mean",
    "quality_top",
    "vendors_in_mini",
    "vendors_in_os",
    "hhi_data",
    "accuracy_vendors",
    "new_flows_permitted",
    "new_denied_rule",
    "new_denied_user",
    "new_denied_sender",
    "new_violations",
    "new_detected",
    "profit_vendors",
    "profit_vendor_median",
    "gross_revenue",
    "take_mini_revenue",
    "take_os_revenue",
    "licence_fees",
    "fines",
    "cum_fines",
    "user_dividend",
    "cum_conflict_weeks",
    "new_blocked_users",
    "new_degraded_users",
    "cum_left_brand",
    "cum_left_messenger",
    "n_capturing",
    "n_cases",
    "tracked_users",
    "observed_weeks",
    "revenue_tail",
    "ad_revenue_vendors",
    "vendor_price",
    "welfare_revealed",
    "welfare_stated",
    "welfare_users",
    "welfare_firms",
    "welfare_state",
];

/// Metrics with one figure a brand.
pub(in crate::scenario) const OF_BRANDS: &[&str] =
    &["phone_share", "shipment_share", "accuracy_os", "profit_os", "take_rate_os", "data_price_os"];

/// Metrics with one figure a messenger.
pub(in crate::scenario) const OF_MESSENGERS: &[&str] =
    &["messenger_share", "accounts_m", "accuracy_messenger", "profit_operator", "openness_mini", "take_rate_mini"];

/// Metrics whose figures lie between 0 and 1: shares, and indices of concentration. A word ends with `_` where the
/// members follow it.
const SHARES: &[&str] = &[
    "phone_share_",
    "shipment_share_",
    "messenger_share_",
    "channel_share_",
    "channel_revenue_share_",
    "category_share_",
    "accuracy_",
    "consent_",
    "data_origin_",
    "vendor_survival_",
    "openness_mini_",
    "take_rate_",
    "hhi_",
    "multi_homing",
    "new_messenger_switches",
    "new_brand_switches",
    "nothing_share",
    "own_service_share",
    "tracked_users",
    "contacts_exposed",
    "top_revenue_share",
    "vendors_in_",
];

/// Whether the figures of a column lie between 0 and 1.
pub(super) fn is_share(column: &str) -> bool {
    SHARES.iter().any(|known| if known.ends_with('_') { column.starts_with(known) } else { column == *known })
}

/// All columns that a run of the scenario under check has.
pub(super) fn columns(names: &Names) -> Vec<String> {
    let mut columns: Vec<String> = SINGLE.iter().map(|&id| id.to_owned()).collect();
    let mut several = |metrics: &[&str], members: Vec<String>| {
        for metric in metrics {
            columns.extend(members.iter().map(|member| format!("{metric}_{member}")));
        }
    };
    several(OF_BRANDS, names.brands.clone());
    several(OF_MESSENGERS, names.messengers.clone());
    several(&["category_share"], words(Category::ALL, Category::id));
    several(&["channel_share", "channel_revenue_share"], words(Channel::ALL, Channel::id));
    several(&["data_stock"], words(DataType::ALL, DataType::id));
    several(&["data_origin"], words(Origin::ALL, Origin::id));
    several(&["consent_mode"], words(ConsentMode::ALL, ConsentMode::id));
    several(&["surplus_segment", "privacy_segment", "consent_segment"], (1..=5).map(|k| k.to_string()).collect());
    several(&["vendor_survival"], (0..6).map(|k| k.to_string()).collect());
    columns
}

fn words<T: Copy>(all: &[T], id: fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|&item| id(item).to_owned()).collect()
}
