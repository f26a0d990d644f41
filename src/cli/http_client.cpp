#include "dyad/cli/http_client.hpp"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <cctype>
#include <cstdint>
#include <limits>
#include <utility>

namespace dyad::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using Code = boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t kPart = std::size_t{64} << 10U;
// An error's body is a few lines; what is longer is none of a daemon's.
constexpr std::size_t kMaxKept = std::size_t{64} << 20U;

// Lets `start` begin an operation, and waits until its handler was called, and no
// longer: the timer of a WebSocket's next ping would keep run() for half a minute.
template <typename Start>
Code finish(asio::io_context& io, Start start) {
  std::optional<Code> result;
  start([&result](const Code& code, const auto&...) { result = code; });
  io.restart();
  while (!result && io.run_one() > 0) {
  }
  return result.value_or(asio::error::operation_aborted);
}

Error no_daemon(const HttpOrigin& origin, const Code& code) {
  const std::string why =
      code == beast::error::timeout ? "it does not answer" : code.message();
  return {"no daemon answers at " + origin.text() + ": " + why,
          "Start one: dyad serve --rig RIG.json --data FOLDER; or say where it is: "
          "--url http://HOST:PORT."};
}

Error broken_off(const HttpOrigin& origin, const Code& code) {
  const std::string why = code == beast::error::timeout ? "nothing more came"
                          : code == http::error::end_of_stream
                              ? "the connection was closed"
                              : code.message();
  return {origin.text() + " broke off: " + why,
          "See whether the daemon is there (dyad ctl status), and ask again."};
}

std::string media_type(beast::string_view value) {
  std::string type(value.substr(0, value.find(';')));
  while (!type.empty() && type.back() == ' ') type.pop_back();
  for (char& c : type)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return type;
}

Code connect(asio::io_context& io, beast::tcp_stream& stream,
             const HttpOrigin& origin) {
  Tcp::resolver resolver(io);
  Code code;
  const auto found = resolver.resolve(origin.host, std::to_string(origin.port), code);
  if (code) return code;
  stream.expires_after(HttpClient::kPatience);
  return finish(io, [&](auto done) { stream.async_connect(found, std::move(done)); });
}

std::string host_header(const HttpOrigin& origin) {
  return origin.text().substr(std::string_view("http://").size());
}

// One request and its answer on a new connection.
class Exchange {
 public:
  explicit Exchange(const HttpClient& client) : client_(client), stream_(io_) {}

  Result<HttpAnswer> run(const std::string& method, const std::string& target,
                         const std::string& body, const HttpClient::Sink& sink) {
    Code code = connect(io_, stream_, client_.origin());
    if (code) return no_daemon(client_.origin(), code);
    code = send(method, target, body);
    if (!code) code = read_head();
    if (code) return broken_off(client_.origin(), code);
    return read_body(sink);
  }

 private:
  Code send(const std::string& method, const std::string& target,
            const std::string& body) {
    http::request<http::string_body> request{http::string_to_verb(method), target, 11};
    request.set(http::field::host, host_header(client_.origin()));
    request.set(http::field::user_agent, "dyad ctl");
    request.keep_alive(false);
    if (!client_.token().empty()) {
      request.set(http::field::authorization, "Bearer " + client_.token());
    }
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    stream_.expires_after(HttpClient::kPatience);
    return finish(
        io_, [&](auto done) { http::async_write(stream_, request, std::move(done)); });
  }

  Code read_head() {
    // Not boost::none: Boost 1.74 takes "no limit" for one that every body exceeds.
    parser_.body_limit(std::numeric_limits<std::uint64_t>::max());
    stream_.expires_after(HttpClient::kPatience);
    return finish(io_, [&](auto done) {
      http::async_read_header(stream_, buffer_, parser_, std::move(done));
    });
  }

  Result<HttpAnswer> read_body(const HttpClient::Sink& sink) {
    const auto& head = parser_.get();
    HttpAnswer answer{static_cast<int>(head.result_int()),
                      media_type(head[http::field::content_type]), ""};
    const bool to_sink = sink && answer.status == 200;
    while (!parser_.is_done()) {
      const auto part = read_part();
      if (!part) return part.error();
      if (!to_sink) answer.body.append(*part);
      if (answer.body.size() > kMaxKept) {
        return Error{client_.origin().text() + " sends more than dyad ctl can take",
                     ""};
      }
      if (to_sink && !sink(*part)) return Error{"the download was given up", ""};
    }
    return answer;
  }

  Result<std::string_view> read_part() {
    auto& body = parser_.get().body();
    body.data = part_.data();
    body.size = part_.size();
    body.more = true;
    stream_.expires_after(HttpClient::kPatience);
    const Code code = finish(io_, [&](auto done) {
      http::async_read_some(stream_, buffer_, parser_, std::move(done));
    });
    if (code && code != http::error::need_buffer) {
      return broken_off(client_.origin(), code);
    }
    return std::string_view(part_.data(), part_.size() - body.size);
  }

  const HttpClient& client_;
  asio::io_context io_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  http::response_parser<http::buffer_body> parser_;
  std::array<char, kPart> part_{};
};

}  // namespace

HttpClient::HttpClient(HttpOrigin origin, std::string token)
    : origin_(std::move(origin)), token_(std::move(token)) {}

Result<HttpAnswer> HttpClient::ask(const std::string& method, const std::string& target,
                                   const std::string& body) const {
  return Exchange(*this).run(method, target, body, {});
}

Result<HttpAnswer> HttpClient::download(const std::string& target,
                                        const Sink& sink) const {
  return Exchange(*this).run("GET", target, "", sink);
}

struct EventReader::Connection {
  explicit Connection(HttpOrigin at) : origin(std::move(at)) {}

  HttpOrigin origin;
  asio::io_context io;
  websocket::stream<beast::tcp_stream> socket{io};
  beast::flat_buffer buffer;
};

EventReader::EventReader() = default;
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

Result<HttpAnswer> EventReader::open(const HttpClient& client,
                                     const std::string& target) {
  auto opened = std::make_unique<Connection>(client.origin());
  auto& socket = opened->socket;
  Code code = connect(opened->io, beast::get_lowest_layer(socket), client.origin());
  if (code) return no_daemon(client.origin(), code);
  beast::get_lowest_layer(socket).expires_never();  // the WebSocket's own take over
  socket.set_option(websocket::stream_base::timeout{HttpClient::kPatience,
                                                    HttpClient::kPatience, true});
  socket.read_message_max(kMaxKept);
  socket.set_option(
      websocket::stream_base::decorator([&client](websocket::request_type& request) {
        request.set(http::field::user_agent, "dyad ctl");
        if (client.token().empty()) return;
        request.set(http::field::authorization, "Bearer " + client.token());
      }));
  websocket::response_type response;
  code = finish(opened->io, [&](auto done) {
    socket.async_handshake(response, host_header(client.origin()), target,
                           std::move(done));
  });
  if (code && code != websocket::error::upgrade_declined) {
    return broken_off(client.origin(), code);
  }
  if (!code) connection_ = std::move(opened);
  return HttpAnswer{static_cast<int>(response.result_int()),
                    media_type(response[http::field::content_type]), response.body()};
}

Result<std::optional<std::string>> EventReader::next() {
  DYAD_ASSERT(connection_ != nullptr, "next() of an EventReader that is not open");
  auto& [origin, io, socket, buffer] = *connection_;
  buffer.consume(buffer.size());
  const Code code =
      finish(io, [&](auto done) { socket.async_read(buffer, std::move(done)); });
  if (code == websocket::error::closed) return std::optional<std::string>();
  if (code) return broken_off(origin, code);
  return std::optional(beast::buffers_to_string(buffer.data()));
}

}  // namespace dyad::cli
