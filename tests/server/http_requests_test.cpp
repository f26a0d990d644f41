#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <future>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "dyad/server/problem.hpp"
#include "server/raw_client.hpp"
#include "server/running_server.hpp"

namespace dyad::server::testing {
namespace {

Response told(const Request& request) {
  return json_response({{"path", request.path},
                        {"id", request.params.at("id")},
                        {"q", request.query_value("q").value_or("none")},
                        {"body", request.body},
                        {"caller", request.caller},
                        {"role", to_text(request.role)}});
}

void some_routes(HttpOptions&, Router& router) {
  router.add(says("/api/v1/hello", "hello"));
  router.add(says("/api/v1/worker", "from a worker", Where::worker));
  router.add({Method::post, "/api/v1/tell/{id}", Role::operator_, Where::loop, told});
  router.add({Method::get, "/api/v1/fail", Role::viewer, Where::loop,
              [](const Request&) -> Response { throw std::runtime_error("secret"); }});
  router.add({Method::get, "/api/v1/fail-there", Role::viewer, Where::worker,
              [](const Request&) -> Response { throw std::runtime_error("secret"); }});
}

class HttpRequests : public ::testing::Test {
 protected:
  RunningServer server_{some_routes};
  std::uint16_t port_ = server_.port();
};

TEST_F(HttpRequests, ReachTheirHandlerWithAllTheyCarry) {
  const Reply reply =
      ask(port_, "POST /api/v1/tell/a%20b?q=%C3%A4+1", kJson, R"({"x": 1})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "application/json");
  const auto json = nlohmann::json::parse(reply.body);
  EXPECT_EQ(json["path"], "/api/v1/tell/a b");
  EXPECT_EQ(json["id"], "a b");
  EXPECT_EQ(json["q"], "\u00e4 1");
  EXPECT_EQ(json["body"], R"({"x": 1})");
  EXPECT_EQ(json["caller"], "local");
  EXPECT_EQ(json["role"], "operator");
}

TEST_F(HttpRequests, FollowEachOtherOnOneConnection) {
  RawClient client(port_);
  for (int i = 0; i < 3; ++i) {
    client.send(request_text(port_, "GET /api/v1/hello"));
    EXPECT_EQ(client.read_reply().body, "hello");
    client.send(request_text(port_, "GET /api/v1/worker"));
    EXPECT_EQ(client.read_reply().body, "from a worker");
  }
}

TEST_F(HttpRequests, SentAtOnceAreAnsweredInOrder) {
  RawClient client(port_);
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += request_text(port_, "GET /api/v1/worker") +
           request_text(port_, "POST /api/v1/tell/" + std::to_string(i), kJson, "{}");
  }
  client.send(all);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client.read_reply().body, "from a worker");
    EXPECT_EQ(nlohmann::json::parse(client.read_reply().body)["id"], std::to_string(i));
  }
}

TEST_F(HttpRequests, OfHeadGetTheHeaderAlone) {
  RawClient client(port_);
  client.send(request_text(port_, "HEAD /api/v1/hello"));
  const Reply head = client.read_reply(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "5");
  client.send(request_text(port_, "GET /api/v1/hello"));
  EXPECT_EQ(client.read_reply().body, "hello");
}

TEST_F(HttpRequests, ToNowhereAreToldSo) {
  const Reply reply = ask(port_, "GET /api/v1/nothing");
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json");
  EXPECT_EQ(reply.problem(), "not-found");
  const auto json = nlohmann::json::parse(reply.body);
  EXPECT_EQ(json["status"], 404);
  for (const char* member : {"title", "detail", "remedy"})
    EXPECT_FALSE(json[member].get<std::string>().empty()) << member;
}

TEST_F(HttpRequests, OfAnotherMethodAreToldWhichThereAre) {
  for (const char* method : {"DELETE", "PUT", "PATCH", "TRACE", "BREW"}) {
    const Reply reply = ask(port_, std::string(method) + " /api/v1/hello");
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_EQ(reply.headers.at("allow"), "GET, HEAD, OPTIONS");
  }
  const Reply options = ask(port_, "OPTIONS /api/v1/tell/x");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.headers.at("allow"), "POST, OPTIONS");
  EXPECT_EQ(ask(port_, "OPTIONS *").status, 204);
  EXPECT_EQ(ask(port_, "OPTIONS /api/v1/nothing").status, 404);
}

TEST_F(HttpRequests, AHandlerThatThrowsCostsNothingButItsAnswer) {
  RawClient client(port_);
  for (const char* path : {"GET /api/v1/fail", "GET /api/v1/fail-there"}) {
    client.send(request_text(port_, path));
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.problem(), "internal");
    EXPECT_EQ(reply.body.find("secret"), std::string::npos);
  }
  client.send(request_text(port_, "GET /api/v1/hello"));
  EXPECT_EQ(client.read_reply().body, "hello");
  ASSERT_EQ(server_.problems().size(), 2U);
  EXPECT_NE(server_.problems()[0].find("secret"), std::string::npos);
}

TEST_F(HttpRequests, WithABodyMustBeJson) {
  for (const char* type : {"", "Content-Type: text/plain\r\n",
                           "Content-Type: application/x-www-form-urlencoded\r\n"}) {
    const Reply reply = ask(port_, "POST /api/v1/tell/1", type, "{}");
    EXPECT_EQ(reply.status, 415);
    EXPECT_EQ(reply.problem(), "not-json");
  }
  EXPECT_EQ(ask(port_, "POST /api/v1/tell/1",
                "Content-Type: Application/JSON; charset=utf-8\r\n", "{}")
                .status,
            200);
  EXPECT_EQ(ask(port_, "POST /api/v1/tell/1").status, 200) << "no body, no type";
}

TEST_F(HttpRequests, WhoExpectsToBeAskedForTheBodyIs) {
  RawClient client(port_);
  client.send(request_text(
      port_, "POST /api/v1/tell/1",
      std::string(kJson) + "Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(client.read_reply().status, 100);
  client.send("{}");
  EXPECT_EQ(client.read_reply().status, 200);
}

TEST_F(HttpRequests, ABodyMayComeInChunks) {
  RawClient client(port_);
  client.send(request_text(port_, "POST /api/v1/tell/1",
                           std::string(kJson) + "Transfer-Encoding: chunked\r\n"));
  client.send("3\r\n{\"a\r\n");
  client.send("4\r\n\":1}\r\n0\r\n\r\n");
  EXPECT_EQ(nlohmann::json::parse(client.read_reply().body)["body"], R"({"a":1})");
}

TEST_F(HttpRequests, EveryAnswerIsGuarded) {
  for (const char* path : {"GET /api/v1/hello", "GET /nothing", "GET /api/v1/fail"}) {
    const Reply reply = ask(port_, path);
    EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(reply.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(reply.headers.at("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(reply.headers.at("x-frame-options"), "DENY");
    EXPECT_EQ(reply.headers.at("cache-control"), "no-store");
    EXPECT_TRUE(
        reply.headers.at("content-security-policy").starts_with("default-src 'none'"));
    EXPECT_FALSE(reply.headers.contains("access-control-allow-origin"));
  }
}

TEST_F(HttpRequests, OfAnotherSiteAreRefused) {
  const Reply rebound = ask(port_, "GET /api/v1/hello", "Host: evil.example\r\n");
  EXPECT_EQ(rebound.status, 421);
  EXPECT_EQ(rebound.problem(), "wrong-host");
  const Reply forged =
      ask(port_, "POST /api/v1/tell/1", "Origin: http://evil.example\r\n");
  EXPECT_EQ(forged.status, 403);
  EXPECT_EQ(forged.problem(), "cross-origin");
  EXPECT_EQ(ask(port_, "POST /api/v1/tell/1", "Sec-Fetch-Site: cross-site\r\n").status,
            403);
  const std::string own = "Origin: http://localhost:" + std::to_string(port_) + "\r\n";
  EXPECT_EQ(ask(port_, "POST /api/v1/tell/1", own).status, 200);
}

TEST_F(HttpRequests, OfHttp10EndTheirConnection) {
  RawClient client(port_);
  client.send("GET /api/v1/hello HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.read_reply().body, "hello");
  EXPECT_TRUE(client.closed());
}

TEST(HttpServer, WorkersHoldNeitherTheLoopNorEachOther) {
  std::promise<void> go_on;
  const std::shared_future<void> gate = go_on.get_future().share();
  RunningServer server([&gate](HttpOptions&, Router& router) {
    router.add(
        {Method::get, "/slow", Role::viewer, Where::worker, [gate](const Request&) {
           gate.wait();
           return json_response({{"done", true}});
         }});
    router.add(says("/worker", "quick", Where::worker));
    router.add(says("/loop", "quick"));
  });
  RawClient slow(server.port());
  slow.send(request_text(server.port(), "GET /slow"));
  EXPECT_EQ(ask(server.port(), "GET /loop").body, "quick");
  EXPECT_EQ(ask(server.port(), "GET /worker").body, "quick");
  go_on.set_value();
  EXPECT_EQ(slow.read_reply().status, 200);
}

TEST(HttpServer, LetsAnAnswerUnderWayBeFinishedWhenItStops) {
  std::promise<void> entered;
  std::promise<void> go_on;
  RunningServer server([&](HttpOptions& options, Router& router) {
    options.limits.close_time = std::chrono::seconds(20);
    router.add({Method::get, "/slow", Role::viewer, Where::worker, [&](const Request&) {
                  entered.set_value();
                  go_on.get_future().wait();
                  return json_response({{"done", true}});
                }});
  });
  RawClient idle(server.port());
  RawClient slow(server.port());
  slow.send(request_text(server.port(), "GET /slow"));
  entered.get_future().wait();
  server.wait_until([](HttpServer& it) { return it.connections() == 2; });
  server.on_loop([](HttpServer& it) { it.stop(); });
  EXPECT_TRUE(idle.closed());
  go_on.set_value();
  const Reply reply = slow.read_reply();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("connection"), "close");
}

TEST(HttpServer, AnyAddressButLoopbackNeedsTokens) {
  boost::asio::io_context io;
  const Router router;
  HttpOptions options;
  options.address = "0.0.0.0";
  options.port = 0;
  HttpServer server(io, router, options);
  const Status started = server.start();
  ASSERT_FALSE(started.ok());
  EXPECT_NE(started.error().remedy.find("dyad token add"), std::string::npos);
}

TEST(HttpServer, SaysThatAnotherHasThePort) {
  const RunningServer first;
  boost::asio::io_context io;
  const Router router;
  HttpOptions options;
  options.port = first.port();
  HttpServer second(io, router, options);
  const Status started = second.start();
  ASSERT_FALSE(started.ok());
  EXPECT_NE(started.error().what.find("already"), std::string::npos);
}

}  // namespace
}  // namespace dyad::server::testing
