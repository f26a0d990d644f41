#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dyad/server/request.hpp"

namespace dyad::server {

// The server's side of one WebSocket. Everything on the server's thread.
class EventSocket {
 public:
  virtual ~EventSocket() = default;

  // Queues a text message. A client that does not keep up (more than kMaxQueuedBytes
  // wait for it) is dropped: is_open() is then false, and nothing is sent any more.
  virtual void send(std::string text) = 0;
  // Bytes queued and not yet taken by the kernel: who sends a long stretch sends the
  // next part when on_drained is called.
  virtual std::size_t queued_bytes() const = 0;
  virtual bool is_open() const = 0;
  virtual void close(const std::string& reason) = 0;

  std::function<void()> on_drained;                 // the queue has become empty
  std::function<void(const std::string&)> on_text;  // a message of the client
  std::function<void()> on_closed;                  // once, whoever closed

  static constexpr std::size_t kMaxQueuedBytes = std::size_t{4} << 20U;
};

// Called when a client has opened the WebSocket of a path; `request` as of a GET.
using SocketOpened =
    std::function<void(const Request& request, std::shared_ptr<EventSocket> socket)>;

}  // namespace dyad::server
