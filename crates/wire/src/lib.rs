//! The one written form of everything: what a map file, an HTTP body and a journal row look like.
//!
//! Reading order: [`tree`] (untrusted input with places), [`problem`], [`decode`] (objects out of a tree),
//! [`meant`] (what to write instead), [`words`], [`need`], [`node`], [`change`], [`scenario`], [`impact`], [`body`] and [`json`] (how an answer
//! becomes bytes), [`plan`], [`duty`], [`incident`], [`script`], [`situation`],
//! [`import`], [`traffic`], [`review`], [`confirmation`] (what is said of dependencies), [`campaign`], [`alert_receiver`], [`alert`], [`event`], [`subscription`], [`planning`] (the planners' questions), [`job`], [`access`] (who may do what), [`rules`] (roles by what an identity provider says), [`audit`].

pub mod access;
pub mod alert;
pub mod alert_receiver;
pub mod audit;
pub mod body;
pub mod campaign;
pub mod change;
pub mod confirmation;
pub mod decode;
pub mod defaults;
pub mod duty;
pub mod duty_decode;
pub mod event;
pub mod impact;
pub mod import;
pub mod incident;
pub mod job;
pub mod json;
pub mod meant;
pub mod need;
pub mod need_decode;
pub mod node;
pub mod node_decode;
pub mod pages;
pub mod place;
pub mod plan;
pub mod planning;
pub mod problem;
pub mod review;
pub mod rules;
pub mod scenario;
pub mod script;
pub mod situation;
pub mod subscription;
pub mod traffic;
pub mod tree;
pub mod utf8;
pub mod words;
pub mod working;

pub use change::{ChangeRequest, ChangeSetRequest, decode_change_set};
pub use duty_decode::{DutyRequest, decode_duty_request, decode_profile};
pub use incident::decode::{Opening, decode_event, decode_opening, decode_stored};
pub use need::{DependencyDoc, NeedDoc};
pub use need_decode::decode_dependency;
pub use node::NodeDoc;
pub use node_decode::{DecodedNode, decode_node, decode_node_keyed, decode_node_placed, patched_node};
pub use place::Place;
pub use problem::{Problem, Problems};
pub use scenario::{ScenarioDoc, ScenarioRequest, decode_scenario};
pub use script::decode_script;
pub use tree::{Mark, Tree, Value};
