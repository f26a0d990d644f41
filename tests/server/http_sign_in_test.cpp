#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "dyad/server/sign_in.hpp"
#include "server/raw_client.hpp"
#include "server/running_server.hpp"
#include "server/temporary_folder.hpp"

namespace dyad::server::testing {
namespace {

class HttpSignIn : public ::testing::Test {
 protected:
  HttpSignIn() {
    server_ =
        std::make_unique<RunningServer>([this](HttpOptions& options, Router& router) {
          options.address = "0.0.0.0";
          options.credentials = credentials_.get();
          router.add(says("/look", "seen"));
          router.add(
              {Method::post, "/move", Role::operator_, Where::loop,
               [](const Request& request) { return json_response(request.caller); }});
          add_sign_in_routes(router, credentials_.get(), options.now);
        });
  }
  Reply send(const std::string& what, const std::string& headers = {},
             const std::string& body = {}) {
    return ask(server_->port(), what, headers, body);
  }
  Reply sign_in(const std::string& token, const std::string& headers = {}) {
    return send("POST /api/v1/sign-in", kJson + headers,
                nlohmann::json{{"token", token}}.dump());
  }
  static std::string bearer(const std::string& token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.path("tokens");
  std::string viewer_ = *add_token(file_, "anna", Role::viewer, "");
  std::string operator_ = *add_token(file_, "ben", Role::operator_, "");
  std::unique_ptr<Credentials> credentials_ = std::move(*Credentials::open(file_, {}));
  std::unique_ptr<RunningServer> server_;
};

TEST_F(HttpSignIn, WithoutATokenNothingOfTheRigIsShown) {
  for (const char* headers : {"", "Authorization: Basic YTpi\r\n", "Cookie: a=b\r\n"}) {
    const Reply reply = send("GET /look", headers);
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.problem(), "token-required");
    EXPECT_EQ(reply.headers.at("www-authenticate"), "Bearer");
  }
}

TEST_F(HttpSignIn, AWrongTokenIsToldApartFromNone) {
  const Reply reply = send("GET /look", bearer("wrong"));
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.problem(), "token-wrong");
  EXPECT_TRUE(reply.headers.at("www-authenticate").starts_with("Bearer"));
}

TEST_F(HttpSignIn, AViewerLooksAndAnOperatorMoves) {
  EXPECT_EQ(send("GET /look", bearer(viewer_)).body, "seen");
  const Reply reply = send("POST /move", bearer(viewer_));
  EXPECT_EQ(reply.status, 403);
  EXPECT_EQ(reply.problem(), "role-too-low");
  EXPECT_EQ(send("GET /look", bearer(operator_)).body, "seen");
  EXPECT_EQ(send("POST /move", bearer(operator_)).body, "\"ben\"");
}

TEST_F(HttpSignIn, GivesABrowserACookieThatNoScriptReads) {
  const Reply reply = sign_in(operator_);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(nlohmann::json::parse(reply.body),
            (nlohmann::json{
                {"name", "ben"}, {"role", "operator"}, {"token_required", true}}));
  EXPECT_EQ(reply.headers.at("set-cookie"),
            "dyad_token=" + operator_ + "; HttpOnly; SameSite=Strict; Path=/");
  EXPECT_EQ(send("POST /move", "Cookie: x=1; dyad_token=" + operator_ + "\r\n").status,
            200);
  EXPECT_TRUE(sign_in(operator_, "X-Forwarded-Proto: https\r\n")
                  .headers.at("set-cookie")
                  .ends_with("; Secure"));
}

TEST_F(HttpSignIn, RefusesWhatIsNoToken) {
  EXPECT_EQ(sign_in("wrong").problem(), "token-wrong");
  EXPECT_FALSE(sign_in("wrong").headers.contains("set-cookie"));
  for (const char* body : {"{", "[]", "{}", R"({"token": 7})"})
    EXPECT_EQ(send("POST /api/v1/sign-in", kJson, body).status, 400) << body;
}

TEST_F(HttpSignIn, OutTakesTheCookieBack) {
  const Reply reply = send("POST /api/v1/sign-out");
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.headers.at("set-cookie"),
            "dyad_token=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
}

TEST_F(HttpSignIn, MeSaysWhoOneIs) {
  EXPECT_EQ(send("GET /api/v1/me").body,
            R"({"name":"","role":"nobody","token_required":true})");
  EXPECT_EQ(send("GET /api/v1/me", bearer(viewer_)).body,
            R"({"name":"anna","role":"viewer","token_required":true})");
}

TEST_F(HttpSignIn, ATokenThatWasRemovedLetsNobodyIn) {
  EXPECT_EQ(send("GET /look", bearer(viewer_)).status, 200);
  ASSERT_TRUE(remove_token(file_, "anna").ok());
  EXPECT_EQ(send("GET /look", bearer(viewer_)).problem(), "token-wrong");
}

TEST_F(HttpSignIn, WhoGuessesMustWait) {
  EXPECT_EQ(send("GET /look", bearer(viewer_)).status, 200);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(sign_in("a" + std::to_string(i)).status, 401);
    EXPECT_EQ(send("GET /look", bearer("b" + std::to_string(i))).status, 401);
  }
  const Reply reply = sign_in("c");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.problem(), "too-many-wrong-tokens");
  EXPECT_EQ(reply.headers.at("retry-after"), "60");
  EXPECT_EQ(send("GET /look", bearer("d")).status, 429);
  EXPECT_EQ(send("GET /look", bearer(operator_)).status, 429);
  EXPECT_EQ(send("GET /look", bearer(viewer_)).status, 200) << "was here before";
  server_->pass(std::chrono::seconds(60));
  EXPECT_EQ(sign_in(operator_).status, 200);
}

TEST_F(HttpSignIn, AGuesserBehindTheProxyBlocksItselfAlone) {
  for (int i = 0; i < 10; ++i)
    sign_in("a" + std::to_string(i), "X-Forwarded-For: 1.2.3.4, 10.0.0.7\r\n");
  EXPECT_EQ(sign_in(operator_, "X-Forwarded-For: 5.6.7.8, 10.0.0.7\r\n").status, 429);
  EXPECT_EQ(sign_in(operator_, "X-Forwarded-For: 10.0.0.7, 10.0.0.8\r\n").status, 200);
}

TEST(HttpWithoutTokens, EveryoneHereIsTheOperatorButNobodyBehindAProxy) {
  RunningServer server([](HttpOptions& options, Router& router) {
    router.add(says("/look", "seen"));
    add_sign_in_routes(router, nullptr, options.now);
  });
  EXPECT_EQ(ask(server.port(), "GET /api/v1/me").body,
            R"({"name":"local","role":"operator","token_required":false})");
  EXPECT_EQ(ask(server.port(), "POST /api/v1/sign-in", kJson, "{}").status, 200);
  const Reply proxied =
      ask(server.port(), "GET /look", "X-Forwarded-For: 10.0.0.7\r\n");
  EXPECT_EQ(proxied.status, 403);
  EXPECT_EQ(proxied.problem(), "proxy-without-tokens");
}

}  // namespace
}  // namespace dyad::server::testing
