#include <gtest/gtest.h>

#include "dyad/core/random.hpp"
#include "server/raw_client.hpp"
#include "server/running_server.hpp"
#include "server/wire_check.hpp"

namespace dyad::server::testing {
namespace {

void routes(HttpOptions& options, Router& router) {
  options.limits.request_burst = 1e9;
  router.add(says("/hello", "hello"));
  router.add(
      {Method::post, "/take", Role::viewer, Where::loop,
       [](const Request& request) { return json_response(request.body.size()); }});
  options.sockets["/events"] = {
      Role::viewer, [](const Request&, const std::shared_ptr<EventSocket>& socket) {
        socket->on_text = [raw = socket.get()](const std::string& text) {
          raw->send(text);
        };
      }};
}

class HttpMalformed : public ::testing::Test {
 protected:
  Reply reply_to(const std::string& bytes) const {
    RawClient client(port_);
    client.send(bytes);
    client.end_sending();
    return client.read_reply();
  }
  void expect_alive() const { EXPECT_EQ(ask(port_, "GET /hello").body, "hello"); }

  RunningServer server_{routes};
  std::uint16_t port_ = server_.port();
};

TEST_F(HttpMalformed, RequestsAreRefusedWithAReason) {
  const std::string host = "Host: localhost\r\n";
  for (const std::string& bytes :
       {std::string("\0\1\2\3\r\n\r\n", 8), std::string("\x16\x03\x01\x02 tls\r\n\r\n"),
        std::string("GET\r\n\r\n"), std::string("GET /hello HTTP/1.1\r\n\r\n"),
        "GET /hello HTTP/1.1\r\n" + host + host + "\r\n",
        "GET /hello HTTP/3.0\r\n" + host + "\r\n",
        "GET hello HTTP/1.1\r\n" + host + "\r\n",
        "GET /../etc/passwd HTTP/1.1\r\n" + host + "\r\n",
        "GET /%2e%2e/x HTTP/1.1\r\n" + host + "\r\n",
        "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
        "GET /hello HTTP/1.1\r\n" + host + "bad header\r\n\r\n",
        "GET /hello HTTP/1.1\r\n" + host + "a\x01: b\r\n\r\n",
        "POST /take HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
        "POST /take HTTP/1.1\r\n" + host +
            "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /take HTTP/1.1\r\n" + host +
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /take HTTP/1.1\r\n" + host + kJson +
            "Transfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    const Reply reply = reply_to(bytes);
    EXPECT_EQ(reply.status, 400) << bytes;
    EXPECT_EQ(reply.problem(), "malformed-request") << bytes;
  }
  expect_alive();
}

TEST_F(HttpMalformed, RequestsThatBreakOffAreClosed) {
  for (const char* bytes :
       {"", "G", "GET /hello HTTP/1.1\r\nHost: loc",
        "POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: 9\r\n\r\nabc"}) {
    RawClient client(port_);
    client.send(bytes);
    client.end_sending();
    EXPECT_TRUE(client.closed()) << bytes;
  }
  expect_alive();
}

// What the server sends on a WebSocket after its opening, when it got `frames`.
std::string frames_back(std::uint16_t port, const std::string& frames) {
  RawClient client(port);
  client.send(request_text(port, "GET /events", kUpgrade));
  EXPECT_EQ(client.read_reply().status, 101);
  client.send(frames);
  client.end_sending();
  return client.read_bytes(std::size_t{1} << 20U);
}

TEST_F(HttpMalformed, FramesAreAnsweredWithAClose) {
  const std::string mask(4, '\0');
  for (const std::string& frames :
       {std::string("\x81\x01x"),  // not masked
        "\xF1\x81" + mask + "x",   // reserved bits
        "\x83\x81" + mask + "x",   // no such opcode
        "\x09\x80" + mask,         // a ping in parts
        std::string("\x89\xFE\x00\x7E", 4) + mask + std::string(126, 'x'),
        "\x80\x81" + mask + "x",                         // the rest of nothing
        "\x01\x81" + mask + "x\x81\x81" + mask + "y",    // a message within another
        "\x88\x81" + mask + "x",                         // half a code
        std::string("\x88\x82") + mask + "\x03\xED"}) {  // 1005 may not be sent
    const std::string back = frames_back(port_, frames);
    ASSERT_GE(back.size(), 4U);
    EXPECT_EQ(back.substr(0, 4), std::string("\x88\x02\x03\xEA")) << "1002";
  }
  const std::string back = frames_back(port_, "\x81\x82" + mask + "\xC0\x80");
  EXPECT_EQ(back.substr(0, 4), std::string("\x88\x02\x03\xEF")) << "1007: not UTF-8";
  expect_alive();
}

TEST(WebSocketEnd, AWrongFrameWhileOurCloseIsOnItsWayHoldsNoPlace) {
  RunningServer server([](HttpOptions& options, Router& router) {
    routes(options, router);
    options.limits.close_time = std::chrono::milliseconds(30);
  });
  const std::string mask(4, '\0');
  // A binary message, which is answered by a close, and a close with a code of
  // nobody's.
  const std::string frames = "\x82\x81" + mask + "x\x88\x82" + mask + "\x03\x78";
  EXPECT_EQ(frames_back(server.port(), frames).substr(0, 4), "\x88\x14\x03\xEB");
  server.wait_until([](HttpServer& it) { return it.connections() == 0; });
}

// A proper request or frame with some bytes changed, dropped, doubled or put in.
std::string mangled(std::string text, Random& random) {
  const std::uint32_t changes = 1 + random.below(4);
  for (std::uint32_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
    switch (random.below(4)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, 1 + random.below(8));
        break;
      case 2:
        text.insert(at, text.substr(at, 1 + random.below(20)));
        break;
      default:
        text.insert(at, 1, "\r\n\0 :%,;\xFF"[random.below(9)]);
    }
  }
  return text;
}

std::string all_of(RawClient& client) {
  return client.read_bytes(std::size_t{1} << 22U);
}

TEST_F(HttpMalformed, AThousandMangledRequestsGetWholeAnswersOrNone) {
  constexpr std::uint64_t kSeed = 20261124;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  const std::string get = request_text(port_, "GET /hello?a=b%20c", "Cookie: a=b\r\n");
  const std::string post = request_text(port_, "POST /take", kJson, R"({"a": [1, 2]})");
  const std::string chunked =
      request_text(port_, "POST /take",
                   std::string(kJson) + "Transfer-Encoding: chunked\r\n") +
      "5\r\n12345\r\n0\r\n\r\n";
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = mangled(i % 3 == 0   ? get + post
                                      : i % 3 == 1 ? post + get
                                                   : chunked + get,
                                      random);
    RawClient client(port_);
    client.send(bytes);
    client.end_sending();
    ASSERT_EQ(fault_in_replies(all_of(client), false), "")
        << "case " << i << ": " << bytes;
  }
  expect_alive();
  EXPECT_TRUE(server_.problems().empty());
}

TEST_F(HttpMalformed, AThousandMangledFramesGetWholeFramesOrNone) {
  constexpr std::uint64_t kSeed = 20261125;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Random random(kSeed);
  const std::string mask = "\x11\x22\x33\x44";
  const std::string text = "\x81\x85" + mask + "ypTX~";
  const std::string parts =
      "\x01\x81" + mask + "p\x89\x81" + mask + "q\x80\x81" + mask + "r";
  for (int i = 0; i < 1000; ++i) {
    const std::string bytes = mangled(i % 2 == 0 ? text + parts : parts + text, random);
    ASSERT_EQ(fault_in_frames(frames_back(port_, bytes), false), "")
        << "case " << i << ", bytes " << ::testing::PrintToString(bytes);
  }
  expect_alive();
  EXPECT_TRUE(server_.problems().empty());
}

}  // namespace
}  // namespace dyad::server::testing
