#include "dyad/server/credentials.hpp"

#include <sys/stat.h>

namespace dyad::server {

std::optional<Credentials::Stamp> Credentials::stamp_of(const std::string& path) {
  struct stat now {};
  if (::stat(path.c_str(), &now) != 0) return std::nullopt;
  return Stamp{now.st_mtim, now.st_ino, now.st_size};
}

Status Credentials::reload() {
  auto records = read_token_file(path_);
  if (!records) return records.error();
  records_ = std::move(*records);
  return Ok();
}

void Credentials::reload_if_changed() {
  const auto now = stamp_of(path_);
  const bool same =
      now.has_value() == stamp_.has_value() &&
      (!now || (now->inode == stamp_->inode && now->size == stamp_->size &&
                now->modified.tv_sec == stamp_->modified.tv_sec &&
                now->modified.tv_nsec == stamp_->modified.tv_nsec));
  if (same) return;
  stamp_ = now;
  if (const Status status = reload(); !status && on_problem_)
    on_problem_(status.error().text());
}

Result<std::unique_ptr<Credentials>> Credentials::open(
    const std::string& path, std::function<void(const std::string&)> on_problem) {
  std::unique_ptr<Credentials> credentials(
      new Credentials(path, std::move(on_problem)));
  credentials->stamp_ = stamp_of(path);  // before reading: a change meanwhile is seen
  if (Status status = credentials->reload(); !status) return status.error();
  return credentials;
}

std::variant<Identity, Credentials::Wrong, Credentials::Blocked> Credentials::check(
    std::string_view token, const std::string& client, Time now) {
  reload_if_changed();
  const TokenHash hash = hash_of(token);
  const TokenRecord* found = nullptr;
  for (const TokenRecord& each : records_) {
    if (same_hash(each.hash, hash)) found = &each;
  }
  const bool shown = found != nullptr && shown_.contains({client, hash});
  if (!shown) {
    if (const auto wait_s = wrong_.blocked(client, now)) return Blocked{*wait_s};
  }
  if (found == nullptr) {
    wrong_.add(client, hash, now);
    return Wrong{};
  }
  if (shown_.size() >= kMaxShown) shown_.clear();
  shown_.emplace(client, hash);
  return Identity{found->name, found->role, found->hash};
}

Role Credentials::role_now(const Identity& identity) {
  reload_if_changed();
  for (const TokenRecord& each : records_) {
    if (same_hash(each.hash, identity.hash)) return each.role;
  }
  return Role::nobody;
}

}  // namespace dyad::server
