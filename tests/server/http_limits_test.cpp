#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>
#include <vector>

#include "server/raw_client.hpp"
#include "server/running_server.hpp"

namespace dyad::server::testing {
namespace {

using std::chrono::milliseconds;

void echo_length(Router& router) {
  router.add(says("/hello", "hello"));
  for (const auto& [path, role] :
       {std::pair{"/length", Role::operator_}, {"/anyone", Role::nobody}}) {
    router.add({Method::post, path, role, Where::loop, [](const Request& request) {
                  return json_response(request.body.size());
                }});
  }
}

RunningServer::SetUp with(const std::function<void(HttpLimits&)>& change) {
  return [change](HttpOptions& options, Router& router) {
    change(options.limits);
    echo_length(router);
  };
}

TEST(HttpLimits, ABodyOfTheLimitPassesAndOneByteMoreDoesNot) {
  RunningServer server(with([](HttpLimits&) {}));
  const std::string most(std::size_t{1024} * 1024, ' ');
  EXPECT_EQ(ask(server.port(), "POST /length", kJson, most).body, "1048576");
  const Reply more = ask(server.port(), "POST /length", kJson, most + ' ');
  EXPECT_EQ(more.status, 413);
  EXPECT_EQ(more.problem(), "body-too-large");
}

TEST(HttpLimits, ABodyInChunksIsCountedToo) {
  RunningServer server(with([](HttpLimits& limits) { limits.body_bytes = 1000; }));
  RawClient client(server.port());
  client.send(request_text(server.port(), "POST /length",
                           std::string(kJson) + "Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "1f4\r\n" + std::string(500, 'x') + "\r\n";
  client.send(chunk + chunk);
  client.send("1\r\nx\r\n");
  EXPECT_EQ(client.read_reply().status, 413);
  EXPECT_TRUE(client.closed());
}

TEST(HttpLimits, WhoeverHasNoTokenMaySendLittle) {
  RunningServer server(with([](HttpLimits&) {}));
  EXPECT_EQ(ask(server.port(), "POST /anyone", kJson, std::string(4096, ' ')).status,
            200);
  EXPECT_EQ(ask(server.port(), "POST /anyone", kJson, std::string(4097, ' ')).status,
            413);
}

TEST(HttpLimits, HeadersBeyondTheirLimitAreRefused) {
  RunningServer server(with([](HttpLimits&) {}));
  const std::string filler = "X-Filler: " + std::string(15'000, 'x') + "\r\n";
  EXPECT_EQ(ask(server.port(), "GET /hello", filler).status, 200);
  const Reply reply = ask(server.port(), "GET /hello", filler + filler);
  EXPECT_EQ(reply.status, 431);
  EXPECT_EQ(reply.problem(), "headers-too-large");
  EXPECT_EQ(ask(server.port(), "GET /" + std::string(20'000, 'x')).status, 431);
}

TEST(HttpLimits, TooManyRequestsWaitUntilTheirTime) {
  RunningServer server(with([](HttpLimits& limits) {
    limits.requests_per_s = 1;
    limits.request_burst = 3;
  }));
  RawClient client(server.port());
  const auto get = [&] {
    client.send(request_text(server.port(), "GET /hello"));
    return client.read_reply();
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get().status, 200);
  const Reply reply = get();
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.problem(), "too-many-requests");
  EXPECT_EQ(reply.headers.at("retry-after"), "1");
  server.pass(milliseconds(999));
  EXPECT_EQ(get().status, 429);
  server.pass(milliseconds(1));
  EXPECT_EQ(get().status, 200);
}

TEST(HttpLimits, ConnectionsBeyondTheirLimitAreToldWhy) {
  RunningServer server(with([](HttpLimits& limits) { limits.connections = 2; }));
  auto first = std::make_unique<RawClient>(server.port());
  RawClient second(server.port());
  server.wait_until([](HttpServer& it) { return it.connections() == 2; });
  RawClient third(server.port());
  const Reply reply = third.read_reply();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.problem(), "too-many-connections");
  EXPECT_TRUE(third.closed());
  third.end_sending();
  first.reset();
  server.wait_until([](HttpServer& it) { return it.connections() == 1; });
  EXPECT_EQ(ask(server.port(), "GET /hello").status, 200);
  second.send(request_text(server.port(), "GET /hello"));
  EXPECT_EQ(second.read_reply().status, 200);
}

TEST(HttpLimits, AThousandIdleConnectionsDisturbNobody) {
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &files), 0);
  ASSERT_GE(files.rlim_cur, 2300U) << "raise ulimit -n for this test";
  RunningServer server(with([](HttpLimits&) {}));
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    // Half of them have begun a request.
    if (i % 2 == 1) idle.back()->send("GET /he");
  }
  server.wait_until([](HttpServer& it) { return it.connections() == 1000; });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(ask(server.port(), "GET /hello").status, 200);
  idle[0]->send(request_text(server.port(), "GET /hello"));
  EXPECT_EQ(idle[0]->read_reply().body, "hello");
  idle[999]->send("llo HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(idle[999]->read_reply().body, "hello");
}

TEST(HttpLimits, WhoSaysNothingIsClosed) {
  RunningServer server(
      with([](HttpLimits& limits) { limits.idle_time = milliseconds(30); }));
  RawClient silent(server.port());
  EXPECT_TRUE(silent.closed());
  RawClient once(server.port());
  once.send(request_text(server.port(), "GET /hello"));
  EXPECT_EQ(once.read_reply().status, 200);
  EXPECT_TRUE(once.closed());
}

TEST(HttpLimits, WhoNeverEndsItsHeaderIsClosed) {
  RunningServer server(
      with([](HttpLimits& limits) { limits.header_time = milliseconds(30); }));
  RawClient client(server.port());
  client.send("GET /hello HTTP/1.1\r\nHost: local");
  EXPECT_TRUE(client.closed());
}

TEST(HttpLimits, WhoNeverEndsItsBodyIsClosed) {
  RunningServer server(
      with([](HttpLimits& limits) { limits.body_time = milliseconds(30); }));
  RawClient client(server.port());
  client.send(request_text(server.port(), "POST /length",
                           std::string(kJson) + "Content-Length: 10\r\n") +
              "12345");
  EXPECT_TRUE(client.closed());
}

TEST(HttpLimits, WhoNeverTakesItsAnswerIsClosed) {
  RunningServer server([](HttpOptions& options, Router& router) {
    options.limits.write_time = milliseconds(50);
    router.add(says("/large", std::string(std::size_t{32} << 20U, 'x')));
    router.add(says("/hello", "hello"));
  });
  RawClient client(server.port());
  client.small_window();
  client.send(request_text(server.port(), "GET /large"));
  server.wait_until([](HttpServer& it) { return it.connections() == 1; });
  EXPECT_EQ(ask(server.port(), "GET /hello").status, 200);
  server.wait_until([](HttpServer& it) { return it.connections() == 0; });
}

}  // namespace
}  // namespace dyad::server::testing
