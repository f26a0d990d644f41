#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "dyad/server/event_stream.hpp"

namespace dyad::server {

// GET /live: the clients that are told what changes outside the log. Everything on the
// loop's thread.
class LiveHub {
 public:
  using Json = nlohmann::ordered_json;

  explicit LiveHub(std::function<Json()> status);
  ~LiveHub();

  void add(std::shared_ptr<EventSocket> socket);

  // The status to everyone. It replaces itself: a client that has not taken the last
  // ones gets the next when it has.
  void push_status();
  // {member: value} to everyone: lines, job, note, measures.
  void push(const char* member, const Json& value);

  std::size_t clients() const { return clients_.size(); }
  // Clients that hold the hardware open.
  std::size_t holders() const;
  // Called when holders() changed, with the new number.
  std::function<void(std::size_t)> on_holders;

 private:
  struct Client {
    std::shared_ptr<EventSocket> socket;
    bool holds = false;
    bool status_is_due = false;
  };

  void take(Client& client, const std::string& text);
  void remove(const EventSocket* socket);
  void drained(Client& client);
  void tell_holders();
  std::string status_message() const;

  std::function<Json()> status_;
  std::vector<std::shared_ptr<Client>> clients_;
  std::size_t told_holders_ = 0;
};

}  // namespace dyad::server
