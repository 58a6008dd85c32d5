//! Which receivers are allowed, and what no setting allows.

use std::net::IpAddr;
use tragweite::outside::receivers::{Allowed, Receivers, Refusal};

fn receivers(allowed: &[&str]) -> Receivers {
    Receivers::new(allowed.iter().map(|text| text.parse().unwrap()).collect())
}

fn check(receivers: &Receivers, host: Option<&str>, address: &str, tls: bool) -> Result<(), Refusal> {
    receivers.check(host, address.parse::<IpAddr>().unwrap(), tls)
}

#[test]
fn settings_are_hosts_and_networks() {
    for wrong in
        ["", "ftp://x", "10.0.0.0/33", "::/129", "example.org/8", "example.org:80", "a b", "https://x/y"]
    {
        assert!(wrong.parse::<Allowed>().is_err(), "{wrong}");
    }
    for right in
        ["example.org", "http://example.org", "10.0.0.0/8", "http://10.1.2.3", "[fd00::1]", "fd00::/8"]
    {
        assert!(right.parse::<Allowed>().is_ok(), "{right}");
    }
}

#[test]
fn nothing_is_allowed_by_itself() {
    let none = receivers(&[]);
    assert_eq!(none.check_host("example.org", true), Err(Refusal::NotAllowed));
    assert_eq!(check(&none, Some("example.org"), "93.184.216.34", true), Err(Refusal::NotAllowed));
}

#[test]
fn hosts_are_allowed_by_name_and_networks_by_address() {
    let some = receivers(&["Alarm.example.org", "10.1.0.0/16", "http://intern.example.org"]);
    assert_eq!(some.check_host("alarm.EXAMPLE.org.", true), Ok(()));
    assert_eq!(some.check_host("alarm.example.org", false), Err(Refusal::NeedsTls));
    assert_eq!(check(&some, Some("alarm.example.org"), "192.168.1.1", true), Ok(()));
    assert_eq!(check(&some, Some("other.example.org"), "192.168.1.1", true), Err(Refusal::NotAllowed));
    assert_eq!(check(&some, Some("other.example.org"), "10.1.9.9", true), Ok(()));
    assert_eq!(check(&some, Some("other.example.org"), "10.2.9.9", true), Err(Refusal::NotAllowed));
    assert_eq!(check(&some, Some("other.example.org"), "10.1.9.9", false), Err(Refusal::NeedsTls));
    assert_eq!(check(&some, Some("intern.example.org"), "192.168.1.1", false), Ok(()));
    // An address of version 4 in the clothes of version 6.
    assert_eq!(check(&some, None, "::ffff:10.1.0.1", true), Ok(()));
    assert_eq!(some.check_host("10.2.0.1", true), Err(Refusal::NotAllowed));
    assert_eq!(some.check_host("[::1]", true), Err(Refusal::NotAllowed));
}

#[test]
fn this_machine_must_be_allowed_as_such() {
    let all = receivers(&["alarm.example.org", "0.0.0.0/0", "::/0"]);
    for own in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
        assert_eq!(check(&all, Some("alarm.example.org"), own, true), Err(Refusal::NotAllowed), "{own}");
    }
    assert_eq!(check(&receivers(&["127.0.0.0/8"]), None, "127.0.0.1", true), Ok(()));
    assert_eq!(check(&receivers(&["http://localhost"]), Some("localhost"), "127.0.0.1", false), Ok(()));
}

#[test]
fn what_tells_credentials_is_never_allowed() {
    let all =
        receivers(&["metadata.example.org", "0.0.0.0/0", "::/0", "169.254.169.254", "http://fd00:ec2::254"]);
    for address in [
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
    ] {
        let refused = check(&all, Some("metadata.example.org"), address, true);
        assert_eq!(refused, Err(Refusal::NotAllowed), "{address}");
    }
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_judged_by_where_it_leads() {
    assert!(
        receivers(&["http://localhost"]).resolve("localhost", false).await.unwrap()[0].ip().is_loopback()
    );
    let refused = receivers(&["10.0.0.0/8"]).resolve("localhost", true).await.unwrap_err();
    assert!(refused.contains("not allowed"), "{refused}");
}
