#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "file_source.hpp"
#include "http_core.hpp"
#include "outgoing.hpp"

namespace dyad::server {

// One HTTP connection: one request after the other, until it is closed or becomes a
// WebSocket. Kept alive by what it waits for. On the server's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using ErrorCode = boost::system::error_code;

  Connection(std::shared_ptr<HttpCore> core, boost::asio::ip::tcp::socket socket,
             Peer peer);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  void start() { await_request(); }
  void refuse(Response response);  // answers so without being asked, and closes
  void stop();                     // closes when what is asked now is answered
  void abandon();                  // closes

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  // Reading: connection.cpp.
  void await_request();
  void read_request_head();
  void on_head(ErrorCode error);
  void open_socket(Gate::OpenSocket opening);
  void take_body(Gate::Handle handle);
  void read_body();
  void on_body(ErrorCode error);
  void on_read_error(ErrorCode error);
  void dispatch();
  Response handled(const Route& route, const Request& request) const;

  // Answering: connection_answer.cpp.
  void answer(Response response);
  void answer_and_close(Response response);
  void open_file(Response response);
  void send_file(Response response);
  void send(Response response, std::uint64_t length);
  void on_sent(ErrorCode error);
  void send_more();
  void send_file_chunk();
  void send_bytes(const char* data, std::size_t size);
  void finish_answer();
  void close_slowly();
  void discard();

  std::shared_ptr<HttpCore> core_;
  boost::beast::tcp_stream stream_;
  Peer peer_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Gate::Handle handle_;  // the request whose body is being read or that is handled
  Framing framing_;
  Outgoing out_;
  std::shared_ptr<FileSource> file_;
  std::string chunk_;  // of the file
  bool idle_ = false;  // nothing of a request has come
  std::size_t discarded_ = 0;
};

}  // namespace dyad::server
