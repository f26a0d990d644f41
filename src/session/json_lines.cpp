#include "dyad/session/json_lines.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <utility>

namespace dyad::session {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds kPatience(1);

std::string line_of(const nlohmann::ordered_json& message) {
  // Names come from files and may be no UTF-8: better a mark than an exception.
  return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace

Result<JsonLines> JsonLines::adopt(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  const bool stream =
      getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
  if (!stream) {
    return Error{"descriptor " + std::to_string(fd) + " is not a connected socket",
                 "--control is for programs that start dyad, such as dyad serve; leave "
                 "it out"};
  }
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return JsonLines(fd);
}

JsonLines::JsonLines(JsonLines&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      ended_(other.ended_),
      incoming_(std::move(other.incoming_)),
      outgoing_(std::move(other.outgoing_)) {}

JsonLines& JsonLines::operator=(JsonLines&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(ended_, other.ended_);
  std::swap(incoming_, other.incoming_);
  std::swap(outgoing_, other.outgoing_);
  return *this;
}

JsonLines::~JsonLines() {
  if (fd_ >= 0) close(fd_);
}

std::vector<nlohmann::json> JsonLines::read() {
  std::vector<nlohmann::json> messages;
  std::array<char, 4096> bytes;
  while (!ended_) {
    const ssize_t got = recv(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
    if (got <= 0) {
      end();
      break;
    }
    incoming_.append(bytes.data(), static_cast<std::size_t>(got));
    take_lines(messages);
    if (incoming_.size() > kMaxLineBytes) end();
  }
  return messages;
}

void JsonLines::take_lines(std::vector<nlohmann::json>& into) {
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = incoming_.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    const auto line = std::string_view(incoming_).substr(begin, end - begin);
    auto message = nlohmann::json::parse(line, nullptr, false);
    if (message.is_object()) into.push_back(std::move(message));
  }
  incoming_.erase(0, begin);
}

void JsonLines::end() {
  ended_ = true;
  outgoing_.clear();
}

bool JsonLines::offer(const nlohmann::ordered_json& message) {
  flush();
  if (ended_ || !outgoing_.empty()) return false;
  send(message);
  return true;
}

void JsonLines::send(const nlohmann::ordered_json& message) {
  if (ended_) return;
  outgoing_ += line_of(message);
  flush();
}

void JsonLines::flush() {
  while (!outgoing_.empty()) {
    const ssize_t sent =
        ::send(fd_, outgoing_.data(), outgoing_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    // Nobody is there to read: the end is seen by the next read().
    if (sent < 0) return outgoing_.clear();
    outgoing_.erase(0, static_cast<std::size_t>(sent));
  }
}

void JsonLines::finish() {
  const auto until = Clock::now() + kPatience;
  for (flush(); !outgoing_.empty() && Clock::now() < until; flush()) {
    pollfd waiting{fd_, POLLOUT, 0};
    constexpr int kTurn_ms = 50;
    poll(&waiting, 1, kTurn_ms);
  }
}

}  // namespace dyad::session
