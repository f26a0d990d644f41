#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dyad::server::testing {

// A WebSocket client by Beast, which waits for what it asks for.
class SocketClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;
  SocketClient(std::uint16_t port, const std::string& path,
               const Headers& headers = {});
  SocketClient(const SocketClient&) = delete;
  SocketClient& operator=(const SocketClient&) = delete;
  ~SocketClient();

  bool is_open() const;  // or was refused
  void send(const std::string& text, bool binary = false);
  std::optional<std::string> receive();  // none: it was closed
  int close_code() const;                // as the server said; 0: it did not
  std::string close_reason() const;
  void close();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace dyad::server::testing
