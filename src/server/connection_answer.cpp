#include <boost/asio/write.hpp>
#include <boost/beast/http/write.hpp>

#include "connection.hpp"
#include "dyad/server/byte_range.hpp"
#include "dyad/server/problem.hpp"
#include "refusals.hpp"

namespace dyad::server {
namespace {

// Of what a client still sends when it was answered and is being closed.
constexpr std::size_t kMaxDiscarded = std::size_t{4} * 1024 * 1024;

std::string content_range(const ByteRange& part, std::uint64_t size) {
  return "bytes " + std::to_string(part.first) + "-" +
         std::to_string(part.first + part.length - 1) + "/" + std::to_string(size);
}

}  // namespace

void Connection::refuse(Response response) {
  framing_ = Framing{};
  answer(std::move(response));
}

void Connection::answer_and_close(Response response) {
  framing_.keep_alive = false;
  answer(std::move(response));
}

void Connection::answer(Response response) {
  file_.reset();
  if (!response.file.empty()) return open_file(std::move(response));
  const std::size_t length = response.body.size();
  send(std::move(response), length);
}

void Connection::open_file(Response response) {
  if (core_->workers == nullptr) return abandon();
  const std::string path = response.file;
  run_on_worker(
      *core_, shared_from_this(), [path] { return FileSource::open(path); },
      [this, response = std::move(response)](auto opened) mutable {
        if (!opened) return answer(to_response(opened.error()));
        file_ = std::move(*opened);
        response.body.clear();
        send_file(std::move(response));
      });
}

// The whole of it, or the part that was asked for.
void Connection::send_file(Response response) {
  const bool of_another_state =
      !handle_.if_range.empty() && handle_.if_range != file_->etag();
  const auto range =
      range_of(of_another_state ? std::string() : handle_.range, file_->size());
  if (std::holds_alternative<NoSuchRange>(range))
    return answer(range_not_satisfiable(file_->size()));
  response.headers.emplace_back("Accept-Ranges", "bytes");
  response.headers.emplace_back("ETag", file_->etag());
  if (const auto* part = std::get_if<ByteRange>(&range)) {
    file_->take_only(*part);
    response.status = 206;
    response.headers.emplace_back("Content-Range", content_range(*part, file_->size()));
  }
  send(std::move(response), file_->left());
}

void Connection::send(Response response, std::uint64_t length) {
  if (core_->stopping) framing_.keep_alive = false;
  try {
    out_ = make_outgoing(std::move(response), length, framing_);
  } catch (const std::exception& error) {  // a header beyond what Beast can hold
    core_->options.on_problem(std::string("An answer could not be made: ") +
                              error.what());
    return abandon();
  }
  out_.message.body() = {out_.body.data(), out_.sent};
  stream_.expires_after(core_->options.limits.write_time);
  boost::beast::http::async_write(
      stream_, out_.message, [self = shared_from_this()](ErrorCode error, std::size_t) {
        self->on_sent(error);
      });
}

void Connection::on_sent(ErrorCode error) {
  if (error) return;
  if (!out_.has_more) return finish_answer();
  if (file_) return send_file_chunk();
  send_more();
}

void Connection::send_more() {
  const char* const data = out_.body.data() + out_.sent;
  const std::size_t size = std::min(out_.body.size() - out_.sent, FileSource::kChunk);
  out_.sent += size;
  out_.has_more = out_.sent < out_.body.size();
  send_bytes(data, size);
}

void Connection::send_file_chunk() {
  if (core_->workers == nullptr) return abandon();
  stream_.expires_never();  // the disk's time is not the client's
  run_on_worker(
      *core_, shared_from_this(), [file = file_] { return file->next(); },
      [this](Result<std::string> chunk) {
        if (!chunk) {
          // The length was promised: all that is left is to break off.
          core_->options.on_problem(chunk.error().text());
          return abandon();
        }
        chunk_ = std::move(*chunk);
        out_.has_more = file_->left() > 0;
        send_bytes(chunk_.data(), chunk_.size());
      });
}

void Connection::send_bytes(const char* data, std::size_t size) {
  stream_.expires_after(core_->options.limits.write_time);
  boost::asio::async_write(stream_, boost::asio::buffer(data, size),
                           [self = shared_from_this()](ErrorCode error, std::size_t) {
                             self->on_sent(error);
                           });
}

void Connection::finish_answer() {
  file_.reset();
  out_ = Outgoing{};
  chunk_ = std::string();
  handle_ = Gate::Handle{};
  if (!framing_.keep_alive) return close_slowly();
  await_request();
}

// Closing while the client still sends would make its kernel throw our answer away:
// ends our side, and lets it finish.
void Connection::close_slowly() {
  ErrorCode ignored;  // it may be gone already
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(core_->options.limits.close_time);
  discard();
}

void Connection::discard() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(4096),
                          [self = shared_from_this()](ErrorCode error, std::size_t n) {
                            self->discarded_ += n;
                            if (!error && self->discarded_ < kMaxDiscarded)
                              self->discard();
                          });
}

}  // namespace dyad::server
