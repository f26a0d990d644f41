#include "web_socket.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>

namespace dyad::server {
namespace {

namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

// As a server sends it, without a mask.
std::string close_frame(WebSocket::Code code, std::string reason) {
  constexpr std::size_t kMaxReason = 123;  // of what a control frame holds
  if (reason.size() > kMaxReason) {
    std::size_t end = kMaxReason;  // not within a character
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) --end;
    reason.resize(end);
  }
  std::string frame = "\x88";
  frame += static_cast<char>(reason.size() + 2);
  frame += static_cast<char>(code >> 8U);
  frame += static_cast<char>(code & 0xFFU);
  return frame + reason;
}

}  // namespace

WebSocket::WebSocket(std::shared_ptr<HttpCore> core, beast::tcp_stream stream)
    : core_(std::move(core)), stream_(std::move(stream)), patience_(core_->io) {
  core_->sockets.insert(this);
}

WebSocket::~WebSocket() { core_->remove(this); }

template <typename Call>
void WebSocket::guarded(const Call& call) {
  try {
    call();
  } catch (const std::exception& error) {
    core_->options.on_problem("The WebSocket " + request_.path +
                              " failed in dyad itself: " + error.what());
    end_with(websocket::internal_error, "a bug of dyad");
  }
}

void WebSocket::set_up() {
  const HttpLimits& limits = core_->options.limits;
  beast::get_lowest_layer(stream_).expires_never();  // it has timeouts of its own
  websocket::stream_base::timeout timeout{};
  timeout.handshake_timeout = limits.close_time;
  timeout.idle_timeout = limits.silence_time;
  timeout.keep_alive_pings = true;
  stream_.set_option(timeout);
  stream_.read_message_max(limits.message_bytes);
  stream_.auto_fragment(false);
  stream_.text(true);
}

void WebSocket::accept(Upgrade upgrade, Gate::OpenSocket opening) {
  upgrade_ = std::move(upgrade);
  request_ = std::move(opening.request);
  identity_ = std::move(opening.identity);
  set_up();
  stream_.async_accept(
      upgrade_, [self = shared_from_this(), route = opening.route](ErrorCode error) {
        self->on_accepted(error, *route);
      });
}

void WebSocket::on_accepted(ErrorCode error, const SocketRoute& route) {
  if (error) return ended();
  upgrade_ = {};
  open_ = true;
  read();
  if (core_->stopping) return stop();
  guarded([this, &route] { route.opened(request_, shared_from_this()); });
}

void WebSocket::read() {
  stream_.async_read(buffer_,
                     [self = shared_from_this()](ErrorCode error, std::size_t) {
                       self->on_message(error);
                     });
}

void WebSocket::on_message(ErrorCode error) {
  if (error) return ended();
  const std::string text = beast::buffers_to_string(buffer_.data());
  buffer_.consume(buffer_.size());
  if (open_) {
    if (!stream_.got_text()) {
      end_with(websocket::unknown_data, "text messages only");
    } else if (!core_->gate.admit_message(request_.client)) {
      end_with(websocket::policy_error, "too many messages");
    } else if (const auto call = on_text) {
      guarded([&call, &text] { call(text); });
    }
  }
  read();
}

void WebSocket::send(std::string text) {
  if (!open_) return;
  queued_bytes_ += text.size();
  queue_.push_back(std::move(text));
  if (queued_bytes_ > kMaxQueuedBytes)
    return end_with(websocket::try_again_later, "too slow");
  if (!writing_) write();
}

void WebSocket::write() {
  writing_ = true;
  stream_.async_write(boost::asio::buffer(queue_.front()),
                      [self = shared_from_this()](ErrorCode error, std::size_t) {
                        self->on_written(error);
                      });
}

void WebSocket::on_written(ErrorCode error) {
  writing_ = false;
  if (error) return;  // the reading side hears of it too
  queued_bytes_ -= queue_.front().size();
  queue_.pop_front();
  if (!goodbye_.empty()) return say_goodbye();
  if (!queue_.empty()) return write();
  if (!open_) return;
  if (const auto call = on_drained) guarded(call);
}

void WebSocket::close(const std::string& reason) {
  end_with(websocket::normal, reason);
}

void WebSocket::check_token() {
  const Role now = core_->options.credentials->role_now(identity_);
  if (now >= identity_.role) return;
  end_with(websocket::policy_error,
           now == Role::nobody
               ? "the token was removed; sign in with another"
               : "the token may do less than before; come back with it");
}

void WebSocket::stop() { end_with(websocket::going_away, "the server stops"); }

void WebSocket::abandon() { beast::get_lowest_layer(stream_).close(); }

// What waits is dropped, unless it is on its way. A client that takes neither that nor
// the goodbye is cut off.
void WebSocket::end_with(Code code, const std::string& reason) {
  if (!open_) return;
  open_ = false;
  goodbye_ = close_frame(code, reason);
  patience_.expires_after(core_->options.limits.close_time);
  patience_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (!error) self->abandon();
  });
  while (queue_.size() > (writing_ ? 1U : 0U)) {
    queued_bytes_ -= queue_.back().size();
    queue_.pop_back();
  }
  if (!writing_) say_goodbye();
}

// Not by Beast's own closing: beside a pending read, version 1.74 of it waits for ever
// or asserts when the client sends a wrong frame meanwhile. So the frame goes straight
// to the kernel, which takes it at once or has a client that does not read. The pending
// read ends with what the client says to it.
void WebSocket::say_goodbye() {
  auto& socket = beast::get_lowest_layer(stream_).socket();
  ErrorCode error;
  socket.non_blocking(true, error);
  if (!error) socket.write_some(boost::asio::buffer(goodbye_), error);
  goodbye_.clear();
  if (!error) socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  if (error) abandon();
}

void WebSocket::ended() {
  if (ended_) return;
  ended_ = true;
  open_ = false;
  patience_.cancel();
  // Else its timer would run on for as long as somebody holds us.
  stream_.set_option(websocket::stream_base::timeout{
      websocket::stream_base::none(), websocket::stream_base::none(), false});
  abandon();
  core_->remove(this);
  // Not from within a call of ours into them, and no longer than needed: what they hold
  // may hold us.
  boost::asio::post(core_->io, [self = shared_from_this()] {
    const auto call = std::move(self->on_closed);
    self->on_closed = nullptr;
    self->on_text = nullptr;
    self->on_drained = nullptr;
    if (call) self->guarded(call);
  });
}

}  // namespace dyad::server
