//! What operators see of the service: what is going on, what waits, how old what it knows is, what it holds.

use model::incident::IncidentKind;

/// What is in the memory of this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Open incidents: faults, maintenance.
    pub incidents: [(IncidentKind, usize); 2],
    /// Nodes whose source flaps and that are held in their worst state.
    pub flapping: usize,
    /// Bytes of the compiled map that questions are answered from.
    pub map: usize,
    /// Connections to the database, by what they do.
    pub connections: [(&'static str, u32); 2],
    /// Whether this process delivers what is told to others.
    pub delivers: bool,
    /// Bytes of scratch memory that is kept between questions.
    pub scratch: usize,
}
