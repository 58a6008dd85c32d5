//! How much somebody may ask in a while: so many requests a second on average and so many at once, by whose they are. What
//! comes from elsewhere is never counted against him.

use std::collections::HashMap;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Most holders that are counted one by one; the rest share one count.
const HOLDERS: usize = 100_000;

/// A rate: so many requests a second, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second, on average.
    pub per_second: u32,
    /// Requests at once.
    pub burst: u32,
}

impl FromStr for Rate {
    type Err = String;

    /// Reads `50` (then ten seconds' worth may come at once) or `50/200`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (rate, burst) = text.split_once('/').map_or((text, None), |(rate, burst)| (rate, Some(burst)));
        let number = |text: &str| text.trim().parse().ok().filter(|number| (1..=1_000_000).contains(number));
        let per_second: u32 = number(rate).ok_or_else(wrong)?;
        let burst = burst.map_or(Some(per_second.saturating_mul(10)), number).ok_or_else(wrong)?;
        Ok(Self { per_second, burst })
    }
}

fn wrong() -> String {
    "write requests a second, for example 50, or with how many may come at once: 50/200".to_owned()
}

/// What holders have used of a rate. It says of each until when his share is used up at this rate.
#[derive(Debug)]
pub struct Quota {
    each: Duration,
    ahead: Duration,
    used: Mutex<HashMap<Box<str>, Duration>>,
}

impl Quota {
    /// Nobody has used anything of it.
    pub fn new(rate: Rate) -> Self {
        let each = Duration::from_secs(1) / rate.per_second.max(1);
        Self { each, ahead: each.saturating_mul(rate.burst.max(1)), used: Mutex::default() }
    }

    /// Takes one request of a holder; `now` is the time since a beginning that is the same for all.
    ///
    /// # Errors
    /// He has none left; after this time he has one again.
    pub fn take(&self, holder: &str, now: Duration) -> Result<(), Duration> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let known = used.contains_key(holder);
        if !known && used.len() >= HOLDERS {
            used.retain(|_, until| *until > now);
        }
        let holder = if known || used.len() < HOLDERS { holder } else { "" };
        let until = used.get(holder).map_or(now, |until| *until.max(&now)).saturating_add(self.each);
        let over = until.saturating_sub(now).saturating_sub(self.ahead);
        if !over.is_zero() {
            return Err(over);
        }
        match used.get_mut(holder) {
            Some(before) => *before = until,
            None => drop(used.insert(holder.into(), until)),
        }
        Ok(())
    }
}

/// Whole seconds until it is worth to come again, at least one.
pub fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// What stands for an address: of the newer kind a network, in which one machine has as many as it likes.
pub fn place(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_kept_and_what_was_saved_may_be_used_at_once() {
        let at = Duration::from_millis;
        let quota = Quota::new(Rate { per_second: 10, burst: 3 });
        assert_eq!((0..3).filter(|_| quota.take("a", at(0)).is_ok()).count(), 3);
        assert_eq!(quota.take("a", at(0)), Err(Duration::from_millis(100)));
        // Another one has his own, and what is refused uses nothing up.
        assert!(quota.take("b", at(0)).is_ok() && quota.take("a", at(99)).is_err());
        assert!(quota.take("a", at(100)).is_ok() && quota.take("a", at(101)).is_err());
        // No more is saved than may come at once.
        assert_eq!((0..9).filter(|_| quota.take("a", at(60_000)).is_ok()).count(), 3);
        assert_eq!((seconds(Duration::from_millis(1)), seconds(Duration::from_secs(2))), (1, 2));
    }

    #[test]
    fn however_many_come_memory_is_bounded_and_those_who_were_there_keep_their_own() {
        let (quota, now) = (Quota::new(Rate { per_second: 1, burst: 2 }), Duration::ZERO);
        for holder in 0..HOLDERS + 10 {
            let _ = quota.take(&holder.to_string(), now);
        }
        assert!(quota.used.lock().unwrap().len() <= HOLDERS + 1);
        assert!(quota.take("7", now).is_ok() && quota.take("another", now).is_err());
    }

    #[test]
    fn rates_are_read() {
        assert_eq!("50".parse(), Ok(Rate { per_second: 50, burst: 500 }));
        assert_eq!(" 5/ 20".parse(), Ok(Rate { per_second: 5, burst: 20 }));
        for wrong in ["", "0", "5/0", "-1", "1.5", "5/", "x", "1000001"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_machine_is_one_place() {
        let place = |text: &str| place(text.parse().unwrap());
        assert_eq!(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
