//! What can be done with the service, in kinds: each operation needs one of them.

/// What a caller must be allowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Learn that the service is there and how to speak with it. Nothing of the map: everybody may.
    Know,
    /// Read what is stored.
    Read,
    /// Have something computed, of which nothing is stored.
    Ask,
    /// Have listed what is weak over all that one sees, or take all of it away at once.
    Survey,
    /// Change the map.
    Change,
    /// Say of what one provides whether it is as others say.
    Confirm,
    /// Say what goes on: open incidents and add to them.
    Report,
    /// Be told when the situation changes.
    Subscribe,
    /// Deliver alerts.
    Deliver,
    /// Read who did what.
    Audit,
    /// Watch how the service does.
    Observe,
    /// Set up who may do what, and from whom alerts are taken.
    Operate,
}

impl Right {
    /// All of them, with the words of the document.
    pub const ALL: [(Self, &'static str, &'static str); 12] = [
        (Self::Know, "know", "learn that the service is there and how to speak with it"),
        (Self::Read, "read", "read what is stored"),
        (Self::Ask, "ask", "have something computed, of which nothing is stored"),
        (Self::Survey, "survey", "have listed what is weak over all of it, or take all of it away at once"),
        (Self::Change, "change", "change what one's agency runs and what that needs"),
        (Self::Confirm, "confirm", "say of what one's agency provides whether it is as others say"),
        (Self::Report, "report", "say what goes on: open incidents and add to them"),
        (Self::Subscribe, "subscribe", "be told when the situation changes"),
        (Self::Deliver, "deliver", "deliver alerts"),
        (Self::Audit, "audit", "read who did what"),
        (Self::Observe, "observe", "watch how the service does"),
        (Self::Operate, "operate", "set up who may do what, and from whom alerts are taken"),
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The right with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map(|(right, ..)| *right)
    }

    /// Leaves nothing behind.
    pub const fn is_question(self) -> bool {
        matches!(self, Self::Know | Self::Read | Self::Ask | Self::Survey | Self::Audit | Self::Observe)
    }

    /// Needs nobody to say who he is.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Know)
    }
}

/// A set of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights(u16);

impl Rights {
    /// Every right.
    pub const ALL: Self = Self(u16::MAX);
    /// No right.
    pub const NONE: Self = Self(0);

    /// Those in a list.
    pub fn of(list: &[Right]) -> Self {
        Self(list.iter().fold(0, |bits, &right| bits | 1 << right as u16))
    }

    /// Whether it is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & 1 << right as u16 != 0
    }

    /// Those that are in it, in their order.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.into_iter().map(|(right, ..)| right).filter(move |&right| self.has(right))
    }
}
