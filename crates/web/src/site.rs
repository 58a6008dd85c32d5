//! What all pages share: the API behind them, who has signed in, what lies in baskets.

use crate::basket::Baskets;
use crate::session::Sessions;
use app::App;
use axum::Router;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Pages that listen for news at once, in this process.
const LISTENING: usize = 400;

/// What all pages share.
#[derive(Clone)]
pub(crate) struct Site {
    api: Router,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) baskets: Arc<Baskets>,
    /// Only asked whether anything has changed; what, is for the API to say.
    pub(crate) app: Arc<App>,
    pub(crate) listening: Arc<Semaphore>,
}

impl Site {
    pub(crate) fn new(api: Router, app: Arc<App>) -> Self {
        let listening = Arc::new(Semaphore::new(LISTENING));
        Self { api, sessions: Arc::default(), baskets: Arc::default(), app, listening }
    }

    /// The API itself, for what is none of the pages.
    pub(crate) fn api(&self) -> Router {
        self.api.clone()
    }
}
