#include "connection.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "read_head.hpp"
#include "refusals.hpp"
#include "web_socket.hpp"

namespace dyad::server {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

}  // namespace

Connection::Connection(std::shared_ptr<HttpCore> core,
                       boost::asio::ip::tcp::socket socket, Peer peer)
    : core_(std::move(core)), stream_(std::move(socket)), peer_(std::move(peer)) {
  core_->connections.insert(this);
}

Connection::~Connection() { core_->remove(this); }

void Connection::stop() {
  framing_.keep_alive = false;
  if (idle_) abandon();
}

void Connection::abandon() { stream_.close(); }

// Waits for a first byte by itself: between requests a connection may be silent for
// longer than inside one.
void Connection::await_request() {
  parser_.reset();
  idle_ = true;
  if (buffer_.size() > 0) return read_request_head();
  stream_.expires_after(core_->options.limits.idle_time);
  stream_.async_read_some(buffer_.prepare(2048),
                          [self = shared_from_this()](ErrorCode error, std::size_t n) {
                            if (error) return;
                            self->buffer_.commit(n);
                            self->read_request_head();
                          });
}

void Connection::read_request_head() {
  const HttpLimits& limits = core_->options.limits;
  idle_ = false;
  framing_ = Framing{};
  parser_.emplace();
  parser_->header_limit(limits.header_bytes);
  parser_->body_limit(limits.body_bytes);
  stream_.expires_after(limits.header_time);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            self->on_head(error);
                          });
}

void Connection::on_read_error(ErrorCode error) {
  const HttpLimits& limits = core_->options.limits;
  if (error == http::error::header_limit)
    return answer_and_close(headers_too_large(limits.header_bytes));
  if (error == http::error::body_limit)
    return answer_and_close(body_too_large(limits.body_bytes));
  // Others mean that nobody is there to be told: it left, or the stream closed itself
  // since the time was over.
  if (error.category() != make_error_code(http::error::bad_method).category() ||
      error == http::error::end_of_stream || error == http::error::partial_message)
    return;
  answer_and_close(malformed_request(error.message() + "."));
}

void Connection::on_head(ErrorCode error) {
  if (error) return on_read_error(error);
  const auto& request = parser_->get();
  framing_ = {request.version(), request.keep_alive() && !core_->stopping,
              request.method() == http::verb::head};
  const bool has_body = parser_->chunked() || parser_->content_length().value_or(0) > 0;
  Gate::Admission admission = core_->gate.admit(
      read_head(request, has_body, beast::websocket::is_upgrade(request)), peer_);
  if (auto* response = std::get_if<Response>(&admission)) {
    // What follows would be the body that nobody reads.
    if (has_body) return answer_and_close(std::move(*response));
    return answer(std::move(*response));
  }
  if (auto* socket = std::get_if<Gate::OpenSocket>(&admission))
    return open_socket(std::move(*socket));
  take_body(std::move(*std::get_if<Gate::Handle>(&admission)));
}

void Connection::open_socket(Gate::OpenSocket opening) {
  if (core_->sockets.size() >= core_->options.limits.web_sockets)
    return answer_and_close(too_many_connections());
  const auto socket = std::make_shared<WebSocket>(core_, std::move(stream_));
  socket->accept(parser_->release(), std::move(opening));
}

void Connection::take_body(Gate::Handle handle) {
  handle_ = std::move(handle);
  if (parser_->content_length().value_or(0) > handle_.body_bytes)
    return answer_and_close(body_too_large(handle_.body_bytes));
  parser_->body_limit(handle_.body_bytes);
  stream_.expires_after(core_->options.limits.body_time);
  if (!beast::iequals(parser_->get()[http::field::expect], "100-continue"))
    return read_body();
  const auto go_on = std::make_shared<http::response<http::empty_body>>(
      http::status::continue_, parser_->get().version());
  http::async_write(stream_, *go_on,
                    [self = shared_from_this(), go_on](ErrorCode error, std::size_t) {
                      if (!error) self->read_body();
                    });
}

void Connection::read_body() {
  if (parser_->is_done()) return dispatch();
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, std::size_t) {
                     self->on_body(error);
                   });
}

void Connection::on_body(ErrorCode error) {
  if (error == http::error::body_limit)
    return answer_and_close(body_too_large(handle_.body_bytes));
  if (error) return on_read_error(error);
  dispatch();
}

void Connection::dispatch() {
  handle_.request.body = std::move(parser_->get().body());
  stream_.expires_never();
  if (handle_.route->where == Where::loop)
    return answer(handled(*handle_.route, handle_.request));
  if (core_->workers == nullptr) return abandon();
  run_on_worker(
      *core_, shared_from_this(),
      [this] { return handled(*handle_.route, handle_.request); },
      [this](Response response) { answer(std::move(response)); });
}

Response Connection::handled(const Route& route, const Request& request) const {
  try {
    return route.handler(request);
  } catch (const std::exception& error) {
    core_->options.on_problem("The request for " + request.path +
                              " failed in dyad itself: " + error.what());
    return internal_error();
  }
}

}  // namespace dyad::server
