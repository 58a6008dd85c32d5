//! Documents for people, read by the programs that people read them with.

mod html;
mod samples;
