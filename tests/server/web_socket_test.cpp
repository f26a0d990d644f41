#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "server/raw_client.hpp"
#include "server/running_server.hpp"
#include "server/socket_client.hpp"
#include "server/support.hpp"
#include "server/temporary_folder.hpp"

namespace dyad::server::testing {
namespace {

using std::chrono::milliseconds;
using Socket = std::shared_ptr<EventSocket>;

// Sockets that answer what they are told; the server's side is kept for the test.
class WebSockets : public ::testing::Test {
 protected:
  void start(const std::function<void(HttpOptions&)>& change = {}) {
    server_ =
        std::make_unique<RunningServer>([&](HttpOptions& options, Router& router) {
          router.add(says("/hello", "hello"));
          options.sockets["/events"] = {
              Role::viewer, [this](const Request& request, Socket socket) {
                opened_.push_back(socket);
                caller_ =
                    request.caller + " " + request.query_value("from").value_or("");
                socket->on_closed = [this] { ++closed_; };
                socket->on_text = [raw = socket.get()](const std::string& text) {
                  if (text == "throw") throw std::runtime_error("oops");
                  raw->send("told " + text);
                };
              }};
          if (change) change(options);
        });
    port_ = server_->port();
  }
  void TearDown() override { end(); }
  void end() {
    if (server_) server_->stop();
    opened_.clear();
    server_.reset();
  }

  // The status that answers the asking for a WebSocket.
  int upgrade(const std::string& path, const std::string& headers = {}) const {
    return ask(port_, "GET " + path, kUpgrade + headers).status;
  }
  void until_closed(int count) {
    server_->wait_until([this, count](HttpServer&) { return closed_ == count; });
  }

  TemporaryFolder folder_;
  std::vector<Socket> opened_;  // these on the server's thread
  std::string caller_;
  int closed_ = 0;
  std::unique_ptr<RunningServer> server_;
  std::uint16_t port_ = 0;
};

TEST_F(WebSockets, CarryTextBothWays) {
  start();
  SocketClient client(port_, "/events?from=7");
  ASSERT_TRUE(client.is_open());
  client.send("hello");
  EXPECT_EQ(client.receive(), "told hello");
  server_->wait_until([this](HttpServer&) { return opened_[0]->queued_bytes() == 0; });
  server_->on_loop([this](HttpServer& server) {
    EXPECT_EQ(caller_, "local 7");
    EXPECT_EQ(server.connections(), 1U);
    opened_[0]->send(std::string(200'000, 'x'));
    EXPECT_EQ(opened_[0]->queued_bytes(), 200'000U);
    opened_[0]->send("after");
  });
  EXPECT_EQ(client.receive(), std::string(200'000, 'x'));
  EXPECT_EQ(client.receive(), "after");
}

TEST_F(WebSockets, EndOnceWhoeverCloses) {
  start();
  SocketClient left(port_, "/events");
  left.send("x");
  left.receive();
  left.close();
  until_closed(1);
  SocketClient sent_away(port_, "/events");
  server_->wait_until([this](HttpServer&) { return opened_.size() == 2; });
  server_->on_loop([this](HttpServer&) {
    EXPECT_FALSE(opened_[0]->is_open());
    opened_[0]->send("to nobody");
    EXPECT_EQ(opened_[0]->queued_bytes(), 0U);
    opened_[1]->close("the session is over");
    opened_[1]->close("again");
    EXPECT_FALSE(opened_[1]->is_open());
  });
  EXPECT_EQ(sent_away.receive(), std::nullopt);
  EXPECT_EQ(sent_away.close_code(), 1000);
  until_closed(2);
  server_->wait_until([](HttpServer& server) { return server.connections() == 0; });
}

TEST_F(WebSockets, AreOpenedOnTheirPathsByGetAlone) {
  start();
  EXPECT_EQ(upgrade("/other"), 404);
  EXPECT_EQ(upgrade("/hello"), 200) << "as if it had not asked for one";
  const Reply plain = ask(port_, "GET /events");
  EXPECT_EQ(plain.status, 426);
  EXPECT_EQ(plain.problem(), "web-socket-only");
  EXPECT_EQ(ask(port_, "POST /events").status, 405);
}

TEST_F(WebSockets, OfAnotherSiteAreRefused) {
  start();
  EXPECT_EQ(upgrade("/events", "Origin: http://evil.example\r\n"), 403);
  EXPECT_EQ(upgrade("/events", "Host: evil.example\r\n"), 421);
  const std::string own = "Origin: http://localhost:" + std::to_string(port_) + "\r\n";
  EXPECT_EQ(upgrade("/events", own), 101);
}

TEST_F(WebSockets, NeedATokenWhereOneIsAskedFor) {
  const std::string file = folder_.path("tokens");
  const std::string token = *add_token(file, "anna", Role::viewer, "");
  const auto credentials = std::move(*Credentials::open(file, {}));
  start([&](HttpOptions& options) {
    options.credentials = credentials.get();
    options.limits.close_time = milliseconds(50);
  });
  EXPECT_EQ(upgrade("/events"), 401);
  EXPECT_EQ(upgrade("/events", "Cookie: dyad_token=x\r\n"), 401);
  EXPECT_EQ(upgrade("/events", "Authorization: Bearer " + token + "\r\n"), 101);
  SocketClient browser(port_, "/events", {{"Cookie", "dyad_token=" + token}});
  EXPECT_TRUE(browser.is_open());
  browser.send("x");
  browser.receive();
  server_->on_loop([this](HttpServer&) { EXPECT_EQ(caller_, "anna "); });
  end();
}

TEST_F(WebSockets, EndWhenTheirTokenIsRemovedOrGoodForLess) {
  const std::string file = folder_.path("tokens");
  const auto cookie = [&file](const std::string& name, Role role) {
    const std::string token = *add_token(file, name, role, "");
    return SocketClient::Headers{{"Cookie", "dyad_token=" + token}};
  };
  const auto anna = cookie("anna", Role::viewer);
  const auto ben = cookie("ben", Role::operator_);
  const auto cleo = cookie("cleo", Role::viewer);
  const auto credentials = std::move(*Credentials::open(file, {}));
  start([&](HttpOptions& options) {
    options.credentials = credentials.get();
    options.limits.token_check_time = milliseconds(5);
  });
  SocketClient removed(port_, "/events", anna);
  SocketClient lowered(port_, "/events", ben);
  SocketClient other(port_, "/events", cleo);
  ASSERT_TRUE(remove_token(file, "anna"));
  cookie("anna", Role::operator_);  // of the same name, and yet another token
  EXPECT_EQ(removed.receive(), std::nullopt);
  EXPECT_EQ(removed.close_code(), 1008);
  EXPECT_EQ(removed.close_reason(), "the token was removed; sign in with another");
  lowered.send("x");
  EXPECT_EQ(lowered.receive(), "told x");
  std::string text = slurp(file);
  for (std::size_t at = 0; (at = text.find("operator")) != std::string::npos;)
    text.replace(at, 8, "viewer");
  std::ofstream(file) << text;
  EXPECT_EQ(lowered.receive(), std::nullopt);
  EXPECT_EQ(lowered.close_code(), 1008);
  EXPECT_TRUE(SocketClient(port_, "/events", ben).is_open()) << "as a viewer";
  EXPECT_FALSE(SocketClient(port_, "/events", anna).is_open());
  other.send("x");
  EXPECT_EQ(other.receive(), "told x");
  end();
}

TEST_F(WebSockets, TellWhenAllIsSent) {
  start();
  SocketClient client(port_, "/events");
  server_->wait_until([this](HttpServer&) { return opened_.size() == 1; });
  int left = 5;
  server_->on_loop([&](HttpServer&) {
    opened_[0]->on_drained = [&left, raw = opened_[0].get()] {
      EXPECT_EQ(raw->queued_bytes(), 0U);
      if (left-- > 0) raw->send("next");
    };
    opened_[0]->send("first");
  });
  EXPECT_EQ(client.receive(), "first");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.receive(), "next");
}

TEST_F(WebSockets, WhoDoesNotKeepUpIsDroppedAndNobodyElseNotices) {
  start([](HttpOptions& options) { options.limits.close_time = milliseconds(50); });
  RawClient slow(port_);
  slow.small_window();
  slow.send(request_text(port_, "GET /events", kUpgrade));
  server_->wait_until([this](HttpServer&) { return opened_.size() == 1; });
  SocketClient quick(port_, "/events");
  server_->wait_until([this](HttpServer&) { return opened_.size() == 2; });
  const std::string part(std::size_t{1} << 20U, 'x');
  for (int i = 0; i < 30; ++i) {
    server_->on_loop([this, &part](HttpServer&) {
      for (const Socket& each : opened_) each->send(part);
      EXPECT_LE(opened_[0]->queued_bytes(), EventSocket::kMaxQueuedBytes);
    });
    ASSERT_EQ(quick.receive(), part);
  }
  until_closed(1);
  server_->on_loop([this](HttpServer& server) {
    EXPECT_FALSE(opened_[0]->is_open());
    EXPECT_TRUE(opened_[1]->is_open());
    opened_.erase(opened_.begin());
    EXPECT_EQ(server.connections(), 1U);
  });
}

TEST_F(WebSockets, WhoOverflowsAtOnceIsToldToTryAgainLater) {
  start();
  SocketClient client(port_, "/events");
  server_->wait_until([this](HttpServer&) { return opened_.size() == 1; });
  server_->on_loop([this](HttpServer&) {
    opened_[0]->send("first");
    for (int i = 0; i < 5; ++i)
      opened_[0]->send(std::string(std::size_t{1} << 20U, 'x'));
    EXPECT_FALSE(opened_[0]->is_open());
  });
  EXPECT_EQ(client.receive(), "first");
  EXPECT_EQ(client.receive(), std::nullopt);
  EXPECT_EQ(client.close_code(), 1013);
}

TEST_F(WebSockets, ClientsMayNotSendWhatIsTooLongTooOftenOrNoText) {
  start([](HttpOptions& options) { options.limits.request_burst = 8; });
  SocketClient most(port_, "/events");
  most.send(std::string(65'536, 'x'));
  EXPECT_EQ(most.receive()->size(), 65'541U);
  most.send(std::string(65'537, 'x'));
  EXPECT_EQ(most.receive(), std::nullopt);
  EXPECT_EQ(most.close_code(), 1009);
  SocketClient binary(port_, "/events");
  binary.send("x", true);
  EXPECT_EQ(binary.receive(), std::nullopt);
  EXPECT_EQ(binary.close_code(), 1003);
  SocketClient often(port_, "/events");
  for (int i = 0; i < 10; ++i) often.send("x");
  while (often.receive()) {
  }
  EXPECT_EQ(often.close_code(), 1008);
}

TEST_F(WebSockets, AHandlerThatThrowsCostsItsClientAlone) {
  start();
  SocketClient other(port_, "/events");
  SocketClient client(port_, "/events");
  client.send("throw");
  EXPECT_EQ(client.receive(), std::nullopt);
  EXPECT_EQ(client.close_code(), 1011);
  other.send("x");
  EXPECT_EQ(other.receive(), "told x");
  EXPECT_EQ(server_->problems().size(), 1U);
}

TEST_F(WebSockets, ADeadClientIsFound) {
  start([](HttpOptions& options) { options.limits.silence_time = milliseconds(200); });
  RawClient dead(port_);
  dead.send(request_text(port_, "GET /events", kUpgrade));
  EXPECT_EQ(dead.read_reply().status, 101);
  EXPECT_EQ(dead.read_bytes(1), "\x89") << "a ping, that it never answers";
  until_closed(1);
}

TEST_F(WebSockets, AreLimitedInNumber) {
  start([](HttpOptions& options) { options.limits.web_sockets = 1; });
  SocketClient first(port_, "/events");
  EXPECT_TRUE(first.is_open());
  EXPECT_EQ(upgrade("/events"), 503);
  EXPECT_EQ(ask(port_, "GET /hello").status, 200);
}

TEST_F(WebSockets, AreToldWhenTheServerStops) {
  start();
  SocketClient client(port_, "/events");
  server_->wait_until([this](HttpServer&) { return opened_.size() == 1; });
  server_->on_loop([](HttpServer& server) { server.stop(); });
  EXPECT_EQ(client.receive(), std::nullopt);
  EXPECT_EQ(client.close_code(), 1001);
  until_closed(1);
}

}  // namespace
}  // namespace dyad::server::testing
