//! The words of the model: data types, purposes, channels, categories, consent modes, actor classes.
//!
//! Each is a small closed enum with its id (as written in files), a label (as shown) and `ALL` in a fixed order.

use serde::{Deserialize, Serialize};

/// Declares a closed vocabulary: an enum, its order, ids and labels.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $id)] $variant),+ }

        impl $name {
            /// All values, in the order used for indices.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// Position in [`Self::ALL`].
            pub const fn index(self) -> usize {
                self as usize
            }

            /// The word used in files, flags and exports.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            /// The word shown to people.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }
    };
}

vocabulary! {
    /// What kind of data flows.
    DataType {
        /// Content of messages; has two subjects, sender and receiver.
        Message = "message", "message content";
        /// Who is in contact with whom.
        Graph = "graph", "social graph";
        /// Where the user is.
        Location = "location", "location";
        /// What the user bought.
        Transaction = "transaction", "transactions";
        /// How apps and phone are used.
        Log = "log", "usage logs";
    }
}

vocabulary! {
    /// What the recipient may use the data for.
    Purpose {
        /// Deliver the service asked for.
        Service = "service", "provide the service";
        /// Personalise suggestions for this user.
        Personalise = "personalise", "personalise";
        /// Target advertising.
        Ads = "ads", "target advertising";
        /// Train models that serve everybody.
        Train = "train", "train models";
        /// Sell on.
        Resale = "resale", "sell on";
        /// Keep users safe.
        Security = "security", "protect users";
        /// Let another messenger reach the user.
        Interop = "interop", "interoperate";
    }
}

vocabulary! {
    /// A way for a user to reach a vendor's service.
    Channel {
        /// The vendor's standalone app.
        Direct = "direct", "standalone app";
        /// Inside a messenger, on the operator's terms.
        Mini = "mini", "Mini Program";
        /// Assistant or quick app, on the OS vendor's terms.
        Os = "os", "OS assistant or quick app";
    }
}

vocabulary! {
    /// What a vendor sells.
    Category {
        /// Restaurants and delivery.
        Food = "food", "food";
        /// Tickets and hotels.
        Travel = "travel", "travel";
        /// Cinema and events.
        Film = "film", "film and events";
        /// Shops.
        Retail = "retail", "retail";
        /// Payments.
        Payments = "payments", "payments";
        /// Maps and rides.
        Maps = "maps", "maps";
        /// Voice and assistants.
        Voice = "voice", "voice and assistant";
        /// Games.
        Games = "games", "games";
        /// Security tools.
        Security = "security", "security tools";
        /// Parcels.
        Logistics = "logistics", "logistics";
    }
}

vocabulary! {
    /// A class of actors that can send or receive data.
    ActorClass {
        /// Phone makers with their system and assistant.
        OsVendors = "os_vendors", "phone makers";
        /// Operators of messengers.
        Messengers = "messengers", "messaging operators";
        /// Third-party app vendors.
        AppVendors = "app_vendors", "app vendors";
    }
}

vocabulary! {
    /// How the user is asked; decides the mean of consent.
    ConsentMode {
        /// Not asked: no consent is given by this rule.
        NotAsked = "none", "not asked";
        /// Bundled with the terms of service.
        Bundled = "bundled", "bundled with the terms";
        /// On unless the user finds the switch.
        OptOut = "opt_out", "on unless switched off";
        /// A banner that offers no refusal.
        BannerNoRefusal = "banner_no_refusal", "banner without refusal";
        /// A banner with refusal on a second page.
        BannerSecondPage = "banner_second_page", "banner, refusal on a second page";
        /// Opt-in with a refuse button beside it.
        RefuseButton = "refuse_button", "opt-in with a refuse button";
        /// A prompt of the operating system.
        OsPrompt = "os_prompt", "prompt of the system";
        /// Granular choices on the first page.
        GranularFirstPage = "granular_first_page", "granular on the first page";
        /// Granular choices, nothing preselected.
        GranularNothing = "granular_nothing", "granular, nothing preselected";
    }
}

vocabulary! {
    /// A permission that a rule can ask for.
    Permission {
        /// The user agrees towards the recipient.
        UserToRecipient = "user_to_recipient", "the user's agreement with the recipient";
        /// The user agrees towards the sender.
        UserToSender = "user_to_sender", "the user's agreement with the sender";
        /// The sender agrees towards the recipient.
        SenderToRecipient = "sender_to_recipient", "the sender's agreement with the recipient";
    }
}

vocabulary! {
    /// Whose data it is, seen from the user who is asked.
    Subject {
        /// The user's own.
        Own = "self", "the user";
        /// The user's contacts'.
        Contacts = "contacts", "the user's contacts";
        /// Both.
        Both = "both", "the user and the contacts";
    }
}

vocabulary! {
    /// Where the data is processed.
    Place {
        /// Never leaves the phone: personal lift, no pooled learning.
        OnDevice = "on_device", "on the device";
        /// On the recipient's servers.
        Server = "server", "on a server";
        /// Only in aggregate: pooled learning, no personal lift.
        Aggregate = "aggregate", "in aggregate";
    }
}

vocabulary! {
    /// Whether a rule permits or forbids.
    Effect {
        /// Permits.
        Allow = "allow", "allow";
        /// Forbids.
        Deny = "deny", "deny";
    }
}

vocabulary! {
    /// How a lot of data came to its holder.
    Origin {
        /// Collected by the holder in its own service.
        FirstParty = "first_party", "first-party";
        /// Received with the sender's agreement.
        Licensed = "licensed", "with the holder's permission";
        /// Taken with the user's consent and without the sender's agreement.
        ConsentedCapture = "consented", "consented capture";
        /// Taken without the permissions a rule asks for.
        Unconsented = "unconsented", "unconsented";
    }
}

vocabulary! {
    /// What an operator does about data taken out of its messenger.
    Response {
        /// Nothing.
        Ignore = "ignore", "ignore";
        /// Makes the messenger work worse on the phones concerned.
        Degrade = "degrade", "degrade";
        /// Stops the messenger on the phones concerned.
        Block = "block", "block";
        /// Goes to court.
        Sue = "sue", "sue";
        /// Goes to the ministry.
        Complain = "complain", "complain";
        /// Offers a licence at a price.
        License = "license", "license";
    }
}

vocabulary! {
    /// What an OS vendor does with data on the screen.
    Capture {
        /// Reads nothing.
        Off = "off", "off";
        /// Reads on the phone; nothing leaves it.
        OnDevice = "on_device", "on the device";
        /// Reads and pools on its servers.
        Server = "server", "on servers";
    }
}

vocabulary! {
    /// What the regulator orders at the end of a case.
    Outcome {
        /// Talks, nothing ordered.
        Nothing = "nothing", "no order";
        /// The state before the conflict is restored: no degradation, no capture.
        StatusQuo = "status_quo", "status quo restored";
        /// The sender must open.
        Access = "access", "access ordered";
        /// The recipient must stop and delete.
        Stop = "stop", "stop ordered";
    }
}
