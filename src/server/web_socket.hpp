#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <memory>
#include <string>

#include "http_core.hpp"

namespace dyad::server {

// Kept alive by what it waits for, and by whoever was given it. On the server's thread.
class WebSocket final : public EventSocket,
                        public std::enable_shared_from_this<WebSocket> {
 public:
  using ErrorCode = boost::system::error_code;
  using Upgrade = boost::beast::http::request<boost::beast::http::string_body>;
  using Code = boost::beast::websocket::close_code;

  WebSocket(std::shared_ptr<HttpCore> core, boost::beast::tcp_stream stream);
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;
  ~WebSocket() override;

  void accept(Upgrade upgrade, Gate::OpenSocket opening);
  void check_token();  // closes where the token is gone or good for less than it was
  void stop();         // says that the server goes away, and closes
  void abandon();      // closes

  void send(std::string text) override;
  std::size_t queued_bytes() const override { return queued_bytes_; }
  bool is_open() const override { return open_; }
  void close(const std::string& reason) override;

 private:
  void set_up();
  void on_accepted(ErrorCode error, const SocketRoute& route);
  void read();
  void on_message(ErrorCode error);
  void write();
  void on_written(ErrorCode error);
  void end_with(Code code, const std::string& reason);
  void say_goodbye();
  void ended();
  // A handler of ours that throws costs its client the socket, and nobody else
  // anything.
  template <typename Call>
  void guarded(const Call& call);

  std::shared_ptr<HttpCore> core_;
  boost::beast::websocket::stream<boost::beast::tcp_stream, false> stream_;
  boost::asio::steady_timer patience_;  // with a client that is to go
  Upgrade upgrade_;
  Request request_;
  Identity identity_;
  boost::beast::flat_buffer buffer_;
  std::deque<std::string> queue_;  // the first is being written
  std::size_t queued_bytes_ = 0;
  bool open_ = false;
  bool writing_ = false;
  bool ended_ = false;
  std::string goodbye_;  // a close frame that is to be sent; empty: none
};

}  // namespace dyad::server
