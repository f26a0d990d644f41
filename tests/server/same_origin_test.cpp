#include "dyad/server/same_origin.hpp"

#include <gtest/gtest.h>

namespace dyad::server {
namespace {

const Peer kLan{"10.0.0.7", "10.0.0.5"};
const Peer kLocal{"127.0.0.1", "127.0.0.1"};

std::string refused(const RequestHead& head, const Peer& peer = kLan) {
  const SameOrigin same_origin("0.0.0.0", {"Rig.Lab.example"});
  const auto problem = same_origin.check(head, peer);
  return problem ? problem->code : "";
}

RequestHead head_of(const std::string& method, const std::string& host,
                    const std::string& origin = {}) {
  RequestHead head;
  head.method = method;
  head.host = host;
  head.origin = origin;
  return head;
}

TEST(SameOrigin, OnlyOurOwnNamesAreServed) {
  for (const char* host : {"localhost", "LOCALHOST:8470", "127.0.0.1:1", "[::1]:8470",
                           "rig.lab.example", "rig.lab.example.:80", "10.0.0.5:8470"})
    EXPECT_EQ(refused(head_of("GET", host)), "") << host;
  for (const char* host :
       {"evil.example", "10.0.0.6", "", "[", "localhost.evil.example",
        "evil.example:8470", "localhost@evil.example", ":80"})
    EXPECT_EQ(refused(head_of("GET", host)), "wrong-host") << host;
}

TEST(SameOrigin, WhatMovesTheRigMustComeFromItsPage) {
  EXPECT_EQ(refused(head_of("POST", "localhost:8470")), "") << "no browser";
  EXPECT_EQ(refused(head_of("POST", "localhost:8470", "http://localhost:8470")), "");
  EXPECT_EQ(refused(head_of("POST", "rig.lab.example", "https://rig.lab.example")), "");
  EXPECT_EQ(refused(head_of("POST", "localhost:80", "http://localhost")), "");
  for (const char* origin : {"http://localhost:3000", "http://evil.example", "null",
                             "http://localhost", "file://localhost:8470", "x"})
    EXPECT_EQ(refused(head_of("POST", "localhost:8470", origin)), "cross-origin")
        << origin;
  EXPECT_EQ(refused(head_of("GET", "localhost:8470", "http://evil.example")), "");
}

TEST(SameOrigin, AWebSocketMustToo) {
  RequestHead head = head_of("GET", "localhost:8470", "http://evil.example");
  head.web_socket = true;
  EXPECT_EQ(refused(head), "cross-origin");
  head.origin = "http://localhost:8470";
  EXPECT_EQ(refused(head), "");
  head.sec_fetch_site = "cross-site";
  EXPECT_EQ(refused(head), "cross-origin");
}

TEST(SameOrigin, TheBrowsersOwnWordIsHeard) {
  RequestHead head = head_of("POST", "localhost");
  for (const char* fine : {"same-origin", "none"}) {
    head.sec_fetch_site = fine;
    EXPECT_EQ(refused(head), "");
  }
  for (const char* other : {"cross-site", "same-site"}) {
    head.sec_fetch_site = other;
    EXPECT_EQ(refused(head), "cross-origin");
  }
  head.method = "GET";
  EXPECT_EQ(refused(head), "");
}

TEST(SameOrigin, AProxyIsBelievedOnThisMachineAlone) {
  RequestHead head = head_of("POST", "127.0.0.1:8470", "https://lab.example");
  head.forwarded_host = "lab.example";
  EXPECT_EQ(refused(head, kLocal), "");
  EXPECT_EQ(refused(head, kLan), "cross-origin");
}

TEST(SameOrigin, BehindTlsAPageWithoutItIsAnotherSites) {
  RequestHead head = head_of("POST", "rig.lab.example", "http://rig.lab.example");
  EXPECT_EQ(refused(head, kLocal), "");
  head.forwarded_host = "rig.lab.example";
  head.forwarded_proto = "HTTPS";
  EXPECT_EQ(refused(head, kLocal), "cross-origin");
  head.origin = "https://rig.lab.example";
  EXPECT_EQ(refused(head, kLocal), "");
}

}  // namespace
}  // namespace dyad::server
