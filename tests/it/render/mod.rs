//! Pictures: laid out by the real program, read as the XML that they are.

mod draw;
