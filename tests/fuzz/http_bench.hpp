#pragma once

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dyad/server/http_server.hpp"
#include "fuzz/must.hpp"

namespace dyad::fuzz {

// The real server on one end of a pair of sockets, the fuzzer on the other, in one
// thread.
class HttpBench {
 public:
  HttpBench() : server_(io_, router_, options()) {
    router_.add({server::Method::get, "/a/{id}", server::Role::viewer,
                 server::Where::loop, handle});
    router_.add({server::Method::post, "/a", server::Role::viewer, server::Where::loop,
                 handle});
  }

  void connect() {
    std::array<int, 2> ends{};
    must(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0, "there are sockets");
    ours_ = ends[0];
    ::fcntl(ours_, F_SETFL, O_NONBLOCK);
    server_.serve(ends[1], "10.0.0.7");
    run();
  }

  void send(std::string_view bytes) {
    // What is not taken is not sent: the server may have closed.
    const ssize_t n = ::send(ours_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    static_cast<void>(n);
    run();
  }

  // Ends our side, waits for the server to end its own, and returns all that it sent.
  std::string finish() {
    ::shutdown(ours_, SHUT_WR);
    run();
    std::string bytes = received();
    ::close(ours_);
    run();
    // Both closed at once: the server waits out the time that a goodbye has.
    if (server_.connections() > 0) io_.run_for(10 * kCloseTime);
    must(server_.connections() == 0, "a connection ends with its client");
    return bytes;
  }

  std::string received() {
    std::string bytes;
    std::array<char, 4096> part{};
    for (;;) {
      const ssize_t n = ::recv(ours_, part.data(), part.size(), 0);
      if (n <= 0) return bytes;
      bytes.append(part.data(), static_cast<std::size_t>(n));
    }
  }

  int opened() const { return opened_; }
  int closed() const { return closed_; }

 private:
  static constexpr std::chrono::milliseconds kCloseTime{50};

  static server::Response handle(const server::Request& request) {
    must(request.path.find("..") == std::string::npos ||
             request.path.find("/../") == std::string::npos,
         "no path leads up");
    must(request.body.size() <= 600, "no body is beyond its limit");
    return server::json_response(request.body.size());
  }

  server::HttpOptions options() {
    server::HttpOptions options;
    options.limits.body_bytes = 600;
    options.limits.header_bytes = 700;
    options.limits.message_bytes = 300;
    options.limits.request_burst = 1e12;
    options.limits.close_time = kCloseTime;
    options.on_problem = [](const std::string&) { must(false, "nothing fails"); };
    options.sockets["/events"] = {
        server::Role::viewer,
        [this](const server::Request&, std::shared_ptr<server::EventSocket> socket) {
          ++opened_;
          socket->on_text = [raw = socket.get()](const std::string& text) {
            must(text.size() <= 300, "no message is beyond its limit");
            raw->send(text);
          };
          socket->on_closed = [this] { ++closed_; };
        }};
    return options;
  }

  // Whatever can be done without waiting.
  void run() {
    io_.restart();
    while (io_.poll() > 0) {
    }
  }

  boost::asio::io_context io_;
  server::Router router_;
  server::HttpServer server_;
  int ours_ = -1;
  int opened_ = 0;
  int closed_ = 0;
};

// Cuts an input into the pieces in which it arrives.
template <typename Send>
void in_pieces(std::string_view bytes, std::uint8_t cut, const Send& send) {
  const std::size_t piece = cut == 0 ? bytes.size() : cut;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    send(bytes.substr(0, piece));
}

}  // namespace dyad::fuzz
