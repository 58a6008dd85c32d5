//! What the words of the report mean: the ids of each term and of its meaning.

use words::id;

/// In the order in which the report uses them.
pub(super) const TERMS: &[[&str; 2]] = &[
    [id!("report-service"), id!("glossary-service-meaning")],
    [id!("report-public-service"), id!("glossary-public-service-meaning")],
    [id!("report-unavailable"), id!("glossary-unavailable-meaning")],
    [id!("report-degraded"), id!("glossary-degraded-meaning")],
    [id!("report-workaround"), id!("glossary-workaround-meaning")],
    [id!("glossary-mtpd"), id!("glossary-mtpd-meaning")],
    [id!("glossary-rto"), id!("glossary-rto-meaning")],
    [id!("glossary-unconfirmed"), id!("glossary-unconfirmed-meaning")],
    [id!("glossary-thread"), id!("glossary-thread-meaning")],
];
