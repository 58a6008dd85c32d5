//! What nodes are: kinds, layers of services, types of sites, and the words for them.

/// The words for the values of a type, with all of them in this order.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            /// All values, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word used in files and answers.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            /// The value of that word; `None` for any other text.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.as_str() == word)
            }
        }
        super::kind::written!($name);
    };
}
pub(super) use words;

/// Written as its word, so that a value keeps its type until it leaves the program.
macro_rules! written {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(super) use written;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A public organisation.
    Agency = 0,
    /// A place: office, data centre, building, room.
    Site = 1,
    /// Anything that does a job for others, from a public service down to a power feed.
    Service = 2,
}

/// Where in the stack a service stands, top first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Layer {
    /// What citizens and businesses ask for.
    Public = 0,
    /// A way to reach an agency: telephone, fax, counter, portal.
    Channel = 1,
    /// A specialist application.
    Application = 2,
    /// Shared services: sign-in, e-mail, files, databases.
    Platform = 3,
    /// Servers, storage, virtualisation.
    Infrastructure = 4,
    /// Lines and networks.
    Network = 5,
    /// Power, cooling, water.
    Utility = 6,
}

/// What a site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SiteType {
    /// Where the public is served or staff work.
    Office = 0,
    /// Where computers run.
    DataCentre = 1,
    /// A building.
    Building = 2,
    /// A room.
    Room = 3,
    /// Anything else.
    Other = 4,
}

words!(Kind { Agency = "agency", Site = "site", Service = "service" });
words!(Layer {
    Public = "public",
    Channel = "channel",
    Application = "application",
    Platform = "platform",
    Infrastructure = "infrastructure",
    Network = "network",
    Utility = "utility",
});
words!(SiteType {
    Office = "office",
    DataCentre = "data-centre",
    Building = "building",
    Room = "room",
    Other = "other",
});
