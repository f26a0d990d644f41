#include "dyad/cli/new_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace dyad::cli {
namespace {

Error failed(const std::string& path, int code) {
  return {"'" + path + "' cannot be written: " + std::generic_category().message(code),
          code == EEXIST ? "Give another name: nothing is overwritten." : ""};
}

}  // namespace

Result<NewFile> NewFile::create(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "wxbe");
  if (file == nullptr) return failed(path, errno);
  return NewFile(path, file);
}

NewFile::~NewFile() {
  if (file_ != nullptr) unlink(path_.c_str());
}

bool NewFile::write(std::string_view part) {
  return std::fwrite(part.data(), 1, part.size(), file_.get()) == part.size();
}

Status NewFile::keep() {
  if (std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0) {
    return failed(path_, errno);
  }
  file_.reset();
  return Ok{};
}

}  // namespace dyad::cli
