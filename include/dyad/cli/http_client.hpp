#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dyad/core/result.hpp"

namespace dyad::cli {

// Where a daemon listens.
struct HttpOrigin {
  std::string host;
  std::uint16_t port = 80;

  std::string text() const;  // http://127.0.0.1:8470
};

// http://HOST[:PORT], HOST being a name, an IPv4 address or [an IPv6 one].
Result<HttpOrigin> parse_http_origin(std::string_view url);

struct HttpAnswer {
  int status = 0;
  std::string content_type;  // media type alone, lower case
  std::string body;          // empty where it went to a sink
};

// One request at a time, each on a connection of its own. Blocks, but for no longer
// than the patience at a stretch in which nothing comes.
class HttpClient {
 public:
  // Empty token: none is sent.
  HttpClient(HttpOrigin origin, std::string token);

  // An empty body is none; otherwise it is JSON. Fails where no answer came.
  Result<HttpAnswer> ask(const std::string& method, const std::string& target,
                         const std::string& body = "") const;

  // Takes a part of a body; false ends the request with an error.
  using Sink = std::function<bool(std::string_view)>;
  // GET. The body goes to the sink as it comes where the status is 200, else into the
  // answer.
  Result<HttpAnswer> download(const std::string& target, const Sink& sink) const;

  const HttpOrigin& origin() const { return origin_; }
  const std::string& token() const { return token_; }

  static constexpr std::chrono::seconds kPatience{30};

 private:
  HttpOrigin origin_;
  std::string token_;
};

// The client's side of a WebSocket on which only the server speaks. Blocks.
class EventReader {
 public:
  EventReader();
  ~EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;

  // Any status but 101 is the server's refusal, with its body.
  Result<HttpAnswer> open(const HttpClient& client, const std::string& target);
  // None where the server has closed in order. An error: the connection was lost.
  Result<std::optional<std::string>> next();

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace dyad::cli
