#include "server/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

namespace dyad::server::testing {

const char* const kJson = "Content-Type: application/json\r\n";
const char* const kUpgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

std::string Reply::problem() const {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("type")) return {};
  const std::string prefix = "urn:dyad:problem:";
  const std::string type = json["type"].get<std::string>();
  return type.starts_with(prefix) ? type.substr(prefix.size()) : type;
}

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{20, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    std::abort();
}

RawClient::~RawClient() { ::close(fd_); }

void RawClient::small_window() {
  const int bytes = 4096;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void RawClient::end_sending() { ::shutdown(fd_, SHUT_WR); }

bool RawClient::fill() {
  std::array<char, 65536> bytes{};
  const ssize_t n = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (n <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(n));
  return true;
}

std::string RawClient::read_bytes(std::size_t count) {
  while (buffer_.size() < count && fill()) {
  }
  std::string bytes = buffer_.substr(0, count);
  buffer_.erase(0, bytes.size());
  return bytes;
}

bool RawClient::closed() {
  if (!buffer_.empty()) return false;
  std::array<char, 1> byte{};
  const ssize_t n = ::recv(fd_, byte.data(), byte.size(), 0);
  return n == 0 || (n < 0 && errno == ECONNRESET);
}

Reply RawClient::read_reply(bool head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  std::istringstream lines(read_bytes(end + 4));
  Reply reply;
  std::string line;
  lines >> line >> reply.status;
  std::getline(lines, line);
  while (std::getline(lines, line) && line != "\r") {
    const std::size_t colon = line.find(':');
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    reply.headers[name] = line.substr(colon + 2, line.size() - colon - 3);
  }
  const auto length = reply.headers.find("content-length");
  if (length == reply.headers.end() || head) return reply;
  const std::size_t size = std::stoul(length->second);
  reply.body = read_bytes(size);
  if (reply.body.size() < size) reply.status = 0;
  return reply;
}

std::string request_text(std::uint16_t port, const std::string& method_and_path,
                         const std::string& headers, const std::string& body) {
  std::string text = method_and_path + " HTTP/1.1\r\n";
  if (headers.find("Host:") == std::string::npos)
    text += "Host: localhost:" + std::to_string(port) + "\r\n";
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + headers + "\r\n" + body;
}

Reply ask(std::uint16_t port, const std::string& method_and_path,
          const std::string& headers, const std::string& body) {
  RawClient client(port);
  client.send(request_text(port, method_and_path, headers, body));
  return client.read_reply(method_and_path.starts_with("HEAD "));
}

}  // namespace dyad::server::testing
