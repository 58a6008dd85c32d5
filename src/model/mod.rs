//! The domain. Knows neither files, tables nor requests.
