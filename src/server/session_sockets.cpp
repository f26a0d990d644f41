#include <charconv>
#include <utility>

#include "dyad/server/session_routes.hpp"

namespace dyad::server {
namespace {

// None where it is no number.
std::optional<std::uint64_t> from_of(const Request& request) {
  const auto text = request.query_value("from");
  if (!text) return 0;
  std::uint64_t from = 0;
  const char* const end = text->data() + text->size();
  const auto [last, error] = std::from_chars(text->data(), end, from);
  if (error != std::errc() || last != end) return std::nullopt;
  return from;
}

void follow(Daemon& daemon, const Request& request,
            std::shared_ptr<EventSocket> socket) {
  const auto from = from_of(request);
  if (!from) return socket->close("from must be a whole number");
  const std::string id = request.query_value("session").value_or("current");
  // Finding a log may read the whole folder.
  // The socket goes back to the loop's thread with the answer: it must not end
  // elsewhere.
  daemon.work([&daemon, id, from = *from, socket = std::move(socket)]() mutable {
    auto log = daemon.log_of(id);
    daemon.post([&daemon, log = std::move(log), from, socket = std::move(socket)] {
      if (!log) return socket->close(log.error().what);
      daemon.events().follow(*log, from, socket);
    });
  });
}

}  // namespace

std::map<std::string, SocketRoute> session_sockets(Daemon& daemon) {
  return {
      {"/api/v1/events",
       {Role::viewer,
        [&daemon](const Request& request, std::shared_ptr<EventSocket> socket) {
          follow(daemon, request, std::move(socket));
        }}},
      {"/api/v1/live",
       {Role::viewer, [&daemon](const Request&, std::shared_ptr<EventSocket> socket) {
          daemon.live().add(std::move(socket));
        }}}};
}

}  // namespace dyad::server
