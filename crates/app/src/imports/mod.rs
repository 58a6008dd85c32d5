//! Importing what an agency has already: a preview that holds until it is applied, and what is kept of each source so that
//! the next import asks nothing twice and undoes nothing that people did.
//!
//! Reading order: [`preview`] (what an import would do), [`merge`] (one node of the map and the source), [`profile`] (what is
//! kept of a source), [`request`] (what is asked for), [`paper`] (the report), and here what the service keeps.

mod learn;
pub mod merge;
pub mod paper;
pub mod preview;
pub mod profile;
pub mod request;
pub mod told;
pub mod traffic;

use crate::error::AppError;
use crate::maps::Maps;
use crate::maps::change::{Author, Done, Precondition};
use crate::pool::Pool;
use preview::Preview;
use profile::Profile;
use request::Request;
use std::sync::Arc;
use store::Store;

/// Most previews that are kept; more are refused until some are applied or thrown away.
const KEPT: usize = 200;
const PREVIEW: &str = "preview";
const PROFILE: &str = "profile";

/// Previews and profiles of a service.
#[derive(Debug)]
pub struct Imports {
    store: Store,
    maps: Arc<Maps>,
    pool: Pool,
}

impl Imports {
    pub(crate) fn new(store: Store, maps: Arc<Maps>, pool: Pool) -> Self {
        Self { store, maps, pool }
    }

    /// What is kept of a source; nothing yet when the name is new.
    ///
    /// # Errors
    /// The database fails.
    pub async fn profile(&self, name: &str) -> Result<Profile, AppError> {
        let found = self.store.import(PROFILE, name).await?;
        Ok(found.map(|(_, body)| Profile::read(&body)).unwrap_or_default())
    }

    /// The names of all profiles.
    ///
    /// # Errors
    /// The database fails.
    pub async fn profiles(&self) -> Result<Vec<(String, i64)>, AppError> {
        Ok(self.store.imports(PROFILE).await?)
    }

    /// What an import would do to the current map. Nothing is kept.
    ///
    /// # Errors
    /// Every problem with the files.
    pub async fn preview(&self, request: Arc<Request>) -> Result<Preview, AppError> {
        let profile = self.profile(&request.profile()).await?;
        let (map, pool) = (self.maps.current(), self.pool.clone());
        crate::background::off_the_loop(move || preview::preview(&map, &request, &profile, &pool)).await?
    }

    /// The same, and keeps it until it is applied.
    ///
    /// # Errors
    /// Every problem with the files; too many previews are kept.
    pub async fn keep(&self, request: Arc<Request>, now_ms: i64) -> Result<(String, Preview), AppError> {
        let kept = self.store.imports(PREVIEW).await?;
        let id = request.id();
        if kept.len() >= KEPT && !kept.iter().any(|(name, _)| *name == id) {
            let detail = format!("{KEPT} previews are kept: apply some, or throw them away");
            return Err(AppError::TooMuch { detail });
        }
        let preview = self.preview(Arc::clone(&request)).await?;
        self.store.put_import(PREVIEW, &id, now_ms, &request.written()).await?;
        Ok((id, preview))
    }

    /// The previews that are kept: id and when, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn kept(&self) -> Result<Vec<(String, i64)>, AppError> {
        Ok(self.store.imports(PREVIEW).await?)
    }

    /// What was asked for in a preview that is kept.
    ///
    /// # Errors
    /// There is none of this id.
    pub async fn request(&self, id: &str) -> Result<Request, AppError> {
        let not_found = || AppError::NotFound { what: "import", name: id.to_owned() };
        let (_, body) = self.store.import(PREVIEW, id).await?.ok_or_else(not_found)?;
        Request::read(&body).ok_or_else(not_found)
    }

    /// Keeps other answers with a preview, and shows it again.
    ///
    /// # Errors
    /// As for [`Self::keep`].
    pub async fn change(&self, id: &str, request: Arc<Request>, now_ms: i64) -> Result<Preview, AppError> {
        let preview = self.preview(Arc::clone(&request)).await?;
        self.store.put_import(PREVIEW, id, now_ms, &request.written()).await?;
        Ok(preview)
    }

    /// Throws a preview away.
    ///
    /// # Errors
    /// There is none of this id.
    pub async fn forget(&self, id: &str) -> Result<(), AppError> {
        match self.store.delete_import(PREVIEW, id).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "import", name: id.to_owned() }),
        }
    }

    /// Makes what a preview shows. `removing` are keys of nodes that it proposes to remove. `shown` is the tag of the
    /// preview that people saw: when the map has changed so that it would do something else now, nothing is done.
    ///
    /// # Errors
    /// As for [`Self::preview`]; something else would happen now; a key is not proposed to be removed; a failing database.
    pub async fn apply(
        &self,
        request: Arc<Request>,
        removing: &[model::Key],
        shown: Option<&str>,
        author: Author,
    ) -> Result<(Preview, Done), AppError> {
        let preview = self.preview(Arc::clone(&request)).await?;
        if let Some(shown) = shown.filter(|shown| *shown != preview.tag) {
            let detail =
                format!("the import would do something else now than {shown} showed: look at it again");
            return Err(AppError::PreconditionFailed { detail });
        }
        let edits = preview.edits_with(removing)?;
        let name = request.profile();
        let at_ms = author.at_ms;
        let precondition = Precondition::Revision(vec![preview.revision]);
        let done = self.maps.import_edits(edits, precondition, author).await?;
        // After the map: when this is not reached, the same import changes nothing and keeps it then.
        let mut profile = self.profile(&name).await?;
        learn::learn(&mut profile, &request, &preview, removing);
        self.store.put_import(PROFILE, &name, at_ms, &profile.written()).await?;
        let _ = self.store.delete_import(PREVIEW, &request.id()).await?;
        Ok((preview, done))
    }

    /// Throws a profile away: the next import asks everything again.
    ///
    /// # Errors
    /// There is none of this name.
    pub async fn forget_profile(&self, name: &str) -> Result<(), AppError> {
        match self.store.delete_import(PROFILE, name).await? {
            true => Ok(()),
            false => Err(AppError::NotFound { what: "profile", name: name.to_owned() }),
        }
    }
}
