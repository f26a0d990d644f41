#include "dyad/server/live_hub.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace dyad::server {
namespace {

// More than this waits for a client: the next status would only be late.
constexpr std::size_t kEnoughQueuedBytes = std::size_t{256} << 10U;

std::string message(const char* member, LiveHub::Json value) {
  LiveHub::Json json;
  json[member] = std::move(value);
  return json.dump(-1, ' ', false, LiveHub::Json::error_handler_t::replace);
}

}  // namespace

LiveHub::LiveHub(std::function<Json()> status) : status_(std::move(status)) {}

LiveHub::~LiveHub() {
  for (const auto& client : clients_) {
    client->socket->on_text = {};
    client->socket->on_drained = {};
    client->socket->on_closed = {};
  }
}

std::string LiveHub::status_message() const { return message("status", status_()); }

void LiveHub::add(std::shared_ptr<EventSocket> socket) {
  auto client = std::make_shared<Client>();
  client->socket = std::move(socket);
  clients_.push_back(client);
  EventSocket& opened = *client->socket;
  const std::weak_ptr<Client> weak = client;
  opened.on_text = [this, weak](const std::string& text) {
    if (const auto from = weak.lock()) take(*from, text);
  };
  opened.on_drained = [this, weak] {
    if (const auto of = weak.lock()) drained(*of);
  };
  opened.on_closed = [this, raw = &opened] { remove(raw); };
  opened.send(status_message());
}

void LiveHub::push_status() {
  if (clients_.empty()) return;
  const std::string text = status_message();
  const auto clients = clients_;
  for (const auto& client : clients) {
    client->status_is_due = client->socket->queued_bytes() > kEnoughQueuedBytes;
    if (!client->status_is_due) client->socket->send(text);
  }
}

void LiveHub::push(const char* member, const Json& value) {
  if (clients_.empty()) return;
  const std::string text = message(member, value);
  const auto clients = clients_;
  for (const auto& client : clients) client->socket->send(text);
}

void LiveHub::drained(Client& client) {
  if (std::exchange(client.status_is_due, false)) client.socket->send(status_message());
}

void LiveHub::take(Client& client, const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  const auto hardware = json.find("hardware");
  if (hardware == json.end() || !hardware->is_boolean()) return;
  client.holds = hardware->get<bool>();
  tell_holders();
}

void LiveHub::remove(const EventSocket* socket) {
  std::erase_if(clients_, [socket](const auto& client) {
    return client->socket.get() == socket;
  });
  tell_holders();
}

std::size_t LiveHub::holders() const {
  return static_cast<std::size_t>(
      std::count_if(clients_.begin(), clients_.end(),
                    [](const auto& client) { return client->holds; }));
}

void LiveHub::tell_holders() {
  if (holders() == told_holders_) return;
  told_holders_ = holders();
  if (on_holders) on_holders(told_holders_);
}

}  // namespace dyad::server
