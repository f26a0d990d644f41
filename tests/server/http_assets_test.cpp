#include <gtest/gtest.h>

#include <array>

#include "server/raw_client.hpp"
#include "server/running_server.hpp"

namespace dyad::server::testing {
namespace {

constexpr std::array<Asset, 3> kAssets{
    Asset{"/index.html", "text/html; charset=utf-8", "<p>page", "GZ-page", "\"1\""},
    Asset{"/app-4f2a.js", "text/javascript", "code();", "GZ-code", "\"2\"", true},
    Asset{"/icon.png", "image/png", "PNG", "", "\"3\""}};

class HttpAssets : public ::testing::Test {
 protected:
  RunningServer server_{[](HttpOptions& options, Router& router) {
    options.assets = kAssets;
    router.add(says("/api/v1/hello", "hello"));
  }};
  std::uint16_t port_ = server_.port();
};

TEST_F(HttpAssets, ThePageIsAtEveryPathThatOnlyItKnows) {
  for (const char* path : {"/", "/index.html", "/sessions/7", "/api-docs"}) {
    const Reply reply = ask(port_, std::string("GET ") + path);
    EXPECT_EQ(reply.body, "<p>page") << path;
    EXPECT_EQ(reply.headers.at("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(reply.headers.at("cache-control"), "no-cache");
  }
  for (const char* path : {"/api", "/api/v1/nothing", "/x.js", "/sessions/x.js"})
    EXPECT_EQ(ask(port_, std::string("GET ") + path).status, 404) << path;
}

TEST_F(HttpAssets, ThePageMayRunOurScriptsAlone) {
  const std::string policy = ask(port_, "GET /").headers.at("content-security-policy");
  EXPECT_NE(policy.find("default-src 'self'"), std::string::npos);
  EXPECT_NE(policy.find("script-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("style-src 'self' 'unsafe-inline';"), std::string::npos);
  EXPECT_NE(policy.find("connect-src 'self';"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
}

TEST_F(HttpAssets, GoPackedToWhoUnpacks) {
  for (const char* accepts : {"gzip", "br, gzip;q=0.5", "GZIP"}) {
    const Reply reply = ask(port_, "GET /app-4f2a.js",
                            std::string("Accept-Encoding: ") + accepts + "\r\n");
    EXPECT_EQ(reply.body, "GZ-code") << accepts;
    EXPECT_EQ(reply.headers.at("content-encoding"), "gzip");
    EXPECT_EQ(reply.headers.at("vary"), "Accept-Encoding");
  }
  for (const char* refuses : {"identity", "gzip;q=0", "gzip;q=0.000", "x-gzip2"}) {
    const Reply reply = ask(port_, "GET /app-4f2a.js",
                            std::string("Accept-Encoding: ") + refuses + "\r\n");
    EXPECT_EQ(reply.body, "code();") << refuses;
    EXPECT_FALSE(reply.headers.contains("content-encoding"));
  }
  EXPECT_EQ(ask(port_, "GET /icon.png", "Accept-Encoding: gzip\r\n").body, "PNG");
}

TEST_F(HttpAssets, AreNotSentAgainToWhoHasThem) {
  const Reply first = ask(port_, "GET /app-4f2a.js");
  EXPECT_EQ(first.headers.at("etag"), "\"2\"");
  EXPECT_EQ(first.headers.at("cache-control"), "public, max-age=31536000, immutable");
  RawClient client(port_);
  for (const char* tag : {"\"2\"", "\"x\", W/\"2\""}) {
    client.send(request_text(port_, "GET /app-4f2a.js",
                             std::string("If-None-Match: ") + tag + "\r\n"));
    EXPECT_EQ(client.read_reply().status, 304);
  }
  EXPECT_EQ(ask(port_, "GET /app-4f2a.js", "If-None-Match: \"1\"\r\n").status, 200);
}

TEST_F(HttpAssets, APageThatIsLoadedAgainKeepsItsPolicy) {
  const Reply first = ask(port_, "GET /");
  const Reply again =
      ask(port_, "GET /", "If-None-Match: " + first.headers.at("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.headers.at("content-security-policy"),
            first.headers.at("content-security-policy"));
}

TEST_F(HttpAssets, CanOnlyBeRead) {
  const Reply reply = ask(port_, "POST /index.html");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers.at("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(ask(port_, "HEAD /icon.png").headers.at("content-length"), "3");
}

}  // namespace
}  // namespace dyad::server::testing
