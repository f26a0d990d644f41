#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace dyad::server::testing {

struct Reply {
  int status = 0;  // 0: the server closed before a whole answer
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string problem() const;  // the code at the end of "type"; empty: none
};

// A socket, and what a test writes on it. Waits for at most 20 s.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient();

  void small_window();                // before anything is read: takes little unread
  bool send(std::string_view bytes);  // false: the server closed
  Reply read_reply(bool head = false);
  std::string read_bytes(std::size_t count);  // fewer: the server closed
  bool closed();                              // nothing comes any more but its end
  void end_sending();

 private:
  bool fill();
  int fd_;
  std::string buffer_;
};

// "METHOD path" with a Host that is right, and further header lines.
std::string request_text(std::uint16_t port, const std::string& method_and_path,
                         const std::string& headers = {}, const std::string& body = {});

// One request on a connection of its own.
Reply ask(std::uint16_t port, const std::string& method_and_path,
          const std::string& headers = {}, const std::string& body = {});

// The header lines of a JSON body, and those of a WebSocket's opening.
extern const char* const kJson;
extern const char* const kUpgrade;

}  // namespace dyad::server::testing
