//! Random numbers that never change: splitmix64, integers only, one stream for each thing that is drawn for.

/// A stream of numbers that depends on nothing but what it was made from.
pub(super) struct Dice(u64);

/// The output function of splitmix64 (Steele, Lea, Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// The stream of a thing, told from others by its numbers.
    pub(super) fn new(seed: u64, of: [u64; 3]) -> Self {
        Self(of.iter().fold(mix(seed.wrapping_add(STEP)), |state, part| {
            mix(state.wrapping_add(STEP) ^ part.wrapping_mul(STEP))
        }))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number below `sides` (at least 1); the error against even odds is below one in four billion.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        ((u128::from(self.next()) * sides.max(1) as u128) >> 64) as usize
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    /// One of a list.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    /// How often a coin comes up heads in 160 throws, less 40: spread around 40 much like a Poisson number.
    pub(super) fn around_forty(&mut self) -> usize {
        let heads = self.next().count_ones() + self.next().count_ones() + (self.next() >> 32).count_ones();
        (heads as usize).saturating_sub(40)
    }
}

/// Draws numbers with falling odds: the one numbered `i` has a share of 1 / (i + `offset` / 2).
pub(super) struct Skew(Vec<u64>);

impl Skew {
    pub(super) fn new(count: usize, offset: u64) -> Self {
        let mut sum = 0;
        let steps = (0..count as u64).map(|i| {
            sum += 2_000_000_000 / (2 * i + offset);
            sum
        });
        Self(steps.collect())
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> usize {
        let total = self.0.last().copied().unwrap_or(1);
        let at = ((u128::from(dice.next()) * u128::from(total)) >> 64) as u64;
        self.0.partition_point(|&end| end <= at)
    }
}
