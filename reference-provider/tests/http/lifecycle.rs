//! Start and shutdown.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use reference_provider::{Config, Environment, InvalidConfig, Provider, StartError};

use crate::site::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_provider_leaves_no_listener_and_no_connection() {
    let site = Site::strict().await;
    let address = site.provider.address();
    let mut served = TcpStream::connect(address).unwrap();
    served.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut first = [0; 15];
    served.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let mut silent = TcpStream::connect(address).unwrap();
    let mut halfway = TcpStream::connect(address).unwrap();
    halfway.write_all(b"POST /o/token/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc").unwrap();
    // The three were accepted in this order, so all of them are being served.
    assert!(site.get("/").await.status.is_success());
    drop(site);
    for connection in [&mut served, &mut silent, &mut halfway] {
        connection.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let end = connection.read_to_end(&mut Vec::new());
        assert!(!matches!(&end, Err(error) if error.kind() == ErrorKind::WouldBlock), "the connection is still open");
    }
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn a_configuration_that_means_nothing_does_not_start() {
    let mut config = Config::embedded();
    config.clients[0].client_secret = None;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let error = Provider::start(config, Environment::system(), listener).await.unwrap_err();
    let StartError::Config(InvalidConfig::SecretMissing(client)) = error else { panic!("{error}") };
    assert_eq!(client, "test-consumer");
}

#[tokio::test]
async fn two_providers_share_nothing() {
    let (one, two) = (Site::strict().await, Site::strict().await);
    let code = one.code().await;
    two.redeem(&code).await.assert_error(400, "invalid_grant");
    assert!(one.redeem(&code).await.status.is_success());
}
