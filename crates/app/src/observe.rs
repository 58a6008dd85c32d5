//! What operators see of the service: what is going on, what waits, how old what it knows is, what it holds.

use super::error::AppError;
use super::live::App;
use model::incident::IncidentKind;
use store::Observed;

/// What is in the memory of this process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Open incidents: faults, maintenance.
    pub incidents: [(IncidentKind, usize); 2],
    /// Nodes whose source flaps and that are held in their worst state.
    pub flapping: usize,
    /// Bytes of the compiled map that questions are answered from.
    pub map: usize,
    /// Bytes of scratch memory that is kept between questions.
    pub scratch: usize,
}

impl App {
    /// What is in the memory of this process.
    pub fn here(&self) -> Here {
        let (incidents, flapping) = self.incidents.counted();
        Here { incidents, flapping, map: self.current().base().bytes(), scratch: self.pool.bytes() }
    }

    /// What is in the database.
    ///
    /// # Errors
    /// It fails.
    pub async fn observed(&self) -> Result<Observed, AppError> {
        Ok(self.store.observed().await?)
    }
}
