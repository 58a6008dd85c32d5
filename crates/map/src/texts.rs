//! Many texts in one piece of memory, and a way to find one of them again.

use std::hash::{BuildHasher, RandomState};

/// Texts one after the other, each known by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    text: String,
    bounds: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self { text: String::new(), bounds: vec![0] }
    }
}

impl Texts {
    /// Appends a text and returns its number; `None` when 4 GiB are full.
    pub(super) fn push(&mut self, text: &str) -> Option<u32> {
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let at = self.len();
        self.text.push_str(text);
        self.bounds.push(end);
        Some(at)
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.bounds.len() as u32 - 1
    }

    /// The text of that number.
    #[inline]
    pub(super) fn get(&self, at: u32) -> &str {
        &self.text[self.bounds[at as usize] as usize..self.bounds[at as usize + 1] as usize]
    }

    /// Reads a byte of each of these texts. They lie far apart, and the processor fetches many at a time when it need
    /// not look at one before it goes to the next.
    pub(super) fn touch(&self, numbers: impl Iterator<Item = u32> + Clone) {
        let begin = |at: u32| self.bounds.get(at as usize).copied().unwrap_or_default();
        std::hint::black_box(numbers.clone().fold(0, |sum, at| sum ^ begin(at)));
        let first = |at: u32| self.text.as_bytes().get(begin(at) as usize).copied().unwrap_or_default();
        std::hint::black_box(numbers.fold(0, |sum, at| sum ^ first(at)));
    }

    /// All of them without a gap.
    pub(super) fn whole(&self) -> &str {
        &self.text
    }

    /// Where each begins in [`whole`](Self::whole), and the end of the last.
    pub(super) fn bounds(&self) -> &[u32] {
        &self.bounds
    }

    /// The number of the text that covers this byte of [`whole`](Self::whole).
    pub(super) fn covering(&self, byte: usize) -> u32 {
        self.bounds.partition_point(|&b| b as usize <= byte) as u32 - 1
    }

    /// Texts that were taken apart with [`whole`](Self::whole) and [`bounds`](Self::bounds); `None` when they
    /// do not fit together.
    pub(super) fn from_parts(text: Vec<u8>, bounds: Vec<u32>) -> Option<Self> {
        let text = String::from_utf8(text).ok()?;
        let sound = bounds.first() == Some(&0)
            && bounds.last().is_some_and(|&end| end as usize == text.len())
            && bounds.windows(2).all(|w| w[0] <= w[1])
            && bounds.iter().all(|&b| text.is_char_boundary(b as usize));
        sound.then_some(Self { text, bounds })
    }

    /// Sorted texts only: how many come before `text`.
    pub(super) fn lower_bound(&self, text: &str) -> u32 {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Gives back memory that was set aside for growing.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.bounds.shrink_to_fit();
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + 4 * self.bounds.capacity()
    }
}

/// No text: an empty slot.
const FREE: u32 = u32::MAX;

/// Finds the number of a text by hashing; the texts themselves stay where they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    slots: Vec<u32>,
    used: usize,
    hasher: RandomState,
}

impl Index {
    /// An index over texts that all differ.
    pub(super) fn of(texts: &Texts) -> Self {
        let mut index = Self::default();
        index.resize(texts.len() as usize, texts);
        for at in 0..texts.len() {
            let slot = index.free_slot(texts.get(at));
            index.slots[slot] = at;
        }
        index.used = texts.len() as usize;
        index
    }

    /// The number of that text.
    #[inline]
    pub(super) fn find(&self, texts: &Texts, text: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = self.first_slot(text);
        loop {
            match self.slots[slot] {
                FREE => return None,
                at if texts.get(at) == text => return Some(at),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Enters a text that is not there yet.
    fn add(&mut self, texts: &Texts, at: u32) {
        if (self.used + 1) * 2 > self.slots.len() {
            self.resize((self.used + 1) * 2, texts);
        }
        let slot = self.free_slot(texts.get(at));
        self.slots[slot] = at;
        self.used += 1;
    }

    fn resize(&mut self, texts_expected: usize, texts: &Texts) {
        // Half of the slots stay free, so that a search ends after one or two steps.
        let size = (texts_expected * 2).next_power_of_two().max(16);
        let old = std::mem::replace(&mut self.slots, vec![FREE; size]);
        for at in old.into_iter().filter(|&at| at != FREE) {
            let slot = self.free_slot(texts.get(at));
            self.slots[slot] = at;
        }
    }

    fn first_slot(&self, text: &str) -> usize {
        self.hasher.hash_one(text) as usize & (self.slots.len() - 1)
    }

    fn free_slot(&self, text: &str) -> usize {
        let mut slot = self.first_slot(text);
        while self.slots[slot] != FREE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        slot
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        4 * self.slots.capacity()
    }
}

/// Keeps each different text once.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    texts: Texts,
    index: Index,
    full: bool,
}

impl Interner {
    /// An interner in which the empty text has the number 0.
    pub(super) fn with_empty() -> Self {
        let mut interner = Self::default();
        interner.intern("");
        interner
    }

    /// The number of the text, which is kept when it is new. When 4 GiB are full it is 0 and [`is_full`](Self::is_full).
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if let Some(at) = self.index.find(&self.texts, text) {
            return at;
        }
        match self.texts.push(text) {
            Some(at) => {
                self.index.add(&self.texts, at);
                at
            }
            None => {
                self.full = true;
                0
            }
        }
    }

    /// The texts so far.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// A text did not fit any more.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// The texts; the way to find them is given up.
    pub(super) fn into_texts(mut self) -> Texts {
        self.texts.shrink();
        self.texts
    }
}
