#include "gpio_sim/http_call.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <charconv>

namespace dyad::gpio_sim {
namespace {

int connected(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, std::bit_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return fd;
  }
  ::close(fd);
  return -1;
}

std::string answer_to(int fd, const std::string& request) {
  std::string answer;
  if (::send(fd, request.data(), request.size(), MSG_NOSIGNAL) < 0) return answer;
  std::array<char, 4096> part{};
  for (;;) {
    const auto bytes = ::recv(fd, part.data(), part.size(), 0);
    if (bytes <= 0) return answer;
    answer.append(part.data(), static_cast<std::size_t>(bytes));
  }
}

}  // namespace

Answer http_call(std::uint16_t port, const std::string& method, const std::string& path,
                 const nlohmann::json& body) {
  const int fd = connected(port);
  if (fd < 0) return {};
  std::string request = method + " /api/v1" + path +
                        " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                        "\r\nConnection: close\r\n";
  if (!body.is_null()) {
    const std::string text = body.dump();
    request += "Content-Type: application/json\r\nContent-Length: " +
               std::to_string(text.size()) + "\r\n\r\n" + text;
  } else {
    request += method == "POST" ? "Content-Length: 0\r\n\r\n" : "\r\n";
  }
  const std::string answer = answer_to(fd, request);
  ::close(fd);
  Answer got;
  constexpr std::size_t kStatusAt = sizeof "HTTP/1.1 " - 1;
  if (answer.size() < kStatusAt + 3) return got;
  std::from_chars(answer.data() + kStatusAt, answer.data() + kStatusAt + 3, got.status);
  const std::size_t head = answer.find("\r\n\r\n");
  if (head != std::string::npos) {
    got.body = nlohmann::json::parse(answer.substr(head + 4), nullptr, false);
  }
  return got;
}

}  // namespace dyad::gpio_sim
