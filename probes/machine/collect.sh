#!/bin/sh
# Describes this machine for `fwadvisor rank --machine FILE` on another one, where fwadvisor runs.
# Written by `fwadvisor machine --script`, @PROGRAM@.
#
#   sh collect.sh > machine.yaml                 # needs /bin/sh; uses what else is there
#   sh collect.sh --no-network > machine.yaml    # does not ask whether pip reaches its index
#
# It needs no root and changes nothing: it reads /proc, /sys and /etc, runs drivers' own tools with
# a time limit each, and asks pip for one page of its index, at most 8 seconds. It prints no host
# name, no user name, no address of an index and no home folder. Read what it printed before you
# pass it on; what it leaves out is not known, and may be added by hand.

umask 077
unset CDPATH
LC_ALL=C LANGUAGE=C TERM=dumb NO_COLOR=1
export LC_ALL LANGUAGE TERM NO_COLOR
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin

network=yes
for argument in "$@"; do
  case $argument in
    --no-network) network=no ;;
    *) echo "unknown option $argument; there is --no-network" >&2; exit 2 ;;
  esac
done

# ---- small words -------------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

# trim TEXT: without space around it, in $trimmed
trim() {
  trimmed=$1
  while :; do
    case $trimmed in
      [[:space:]]*) trimmed=${trimmed#?} ;;
      *[[:space:]]) trimmed=${trimmed%?} ;;
      *) break ;;
    esac
  done
}

# quote TEXT: a YAML word in single quotes, without control characters, the home folder as ~
quote() {
  rest=$1
  plain=
  while :; do
    case $rest in
      *[[:cntrl:]]*) plain=$plain${rest%%[[:cntrl:]]*}; rest=${rest#*[[:cntrl:]]} ;;
      *) break ;;
    esac
  done
  rest=$plain$rest
  if [ "${#HOME}" -gt 1 ]; then
    plain=
    while :; do
      case $rest in
        *"$HOME"/*) plain=$plain${rest%%"$HOME"/*}\~/; rest=${rest#*"$HOME"/} ;;
        *) break ;;
      esac
    done
    rest=$plain$rest
  fi
  plain=
  while :; do
    case $rest in
      *"'"*) plain=$plain${rest%%"'"*}"''"; rest=${rest#*"'"} ;;
      *) break ;;
    esac
  done
  printf "'%s'" "$plain$rest"
}

# text NAME VALUE, whole NAME VALUE: one fact, when there is a value of that kind
text() {
  trim "$2"
  [ -n "$trimmed" ] || return 0
  printf '  %s: ' "$1"
  quote "$trimmed"
  echo
}

is_whole() {
  case $1 in
    '' | *[!0-9]*) return 1 ;;
  esac
  [ "${#1}" -le 18 ]
}

whole() {
  if is_whole "$2"; then echo "  $1: $2"; fi
}

lower() {
  if has tr; then printf '%s' "$1" | tr 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' 'abcdefghijklmnopqrstuvwxyz'; else printf '%s' "$1"; fi
}

# first_line FILE: in $line, trimmed; empty when it cannot be read
first_line() {
  line=
  [ -r "$1" ] && IFS= read -r line 2>/dev/null <"$1"
  trim "$line"
  line=$trimmed
}

# version TEXT: the first thing in it that looks like 1.2 or 1.2.3, in $version
version() {
  version=
  rest=$1
  while :; do
    case $rest in
      *[0-9]*) ;;
      *) return 0 ;;
    esac
    rest=${rest#"${rest%%[0-9]*}"}
    word=${rest%%[!0-9.]*}
    rest=${rest#"$word"}
    word=${word%.}
    case $word in
      *..*) ;;
      [0-9]*.[0-9]*) version=$word; return 0 ;;
    esac
  done
}

# address TEXT: 0000:c1:00.0 as the kernel writes it, in $address; empty when it is none
address() {
  address=$(lower "$1")
  case $address in
    00000000:*) address=${address#0000} ;;
    [0-9a-f][0-9a-f]:[0-9a-f][0-9a-f].[0-7]) address=0000:$address ;;
  esac
  case $address in
    [0-9a-f][0-9a-f][0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f].[0-7]) ;;
    *) address= ;;
  esac
}

# ---- what may hang -----------------------------------------------------------------------------

scratch=$(mktemp -d "${TMPDIR:-/tmp}/collect.XXXXXX" 2>/dev/null)
if [ -z "$scratch" ]; then
  scratch=${TMPDIR:-/tmp}/collect.$$
  mkdir "$scratch" 2>/dev/null || scratch=
fi
trap '[ -n "$scratch" ] && rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

if sleep 0.1 2>/dev/null; then pause=0.1 pauses=10; else pause=1 pauses=1; fi

# limited SECONDS PROGRAM ARGUMENT...: its output in $output; false when it fails or takes longer.
# A program that sleeps inside a driver is left behind, never waited for.
limited() {
  output=
  seconds=$1
  shift
  [ -n "$scratch" ] || return 1
  rm -f "$scratch/end" "$scratch/pid"
  (
    "$@" </dev/null >"$scratch/out" 2>&1 &
    echo $! >"$scratch/pid"
    wait $!
    echo $? >"$scratch/status"
    : >"$scratch/end"
  ) >/dev/null 2>&1 &
  left=$((seconds * pauses))
  while [ ! -e "$scratch/end" ]; do
    if [ "$left" -le 0 ]; then
      kill -9 "$(cat "$scratch/pid" 2>/dev/null)" 2>/dev/null
      mv "$scratch/out" "$scratch/late.$left$$" 2>/dev/null
      return 1
    fi
    sleep "$pause"
    left=$((left - 1))
  done
  output=$(cat "$scratch/out")
  [ "$(cat "$scratch/status")" = 0 ]
}

# ---- operating system --------------------------------------------------------------------------

system() {
  file=/etc/os-release
  [ -r "$file" ] || file=/usr/lib/os-release
  os_id= os_like= os_version= os_name= os_pretty= fields=
  if [ -r "$file" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      trim "$line"
      case $trimmed in
        [A-Z]*=*) ;;
        *) continue ;;
      esac
      key=${trimmed%%=*}
      value=${trimmed#*=}
      case $key in *[!A-Z0-9_]*) continue ;; esac
      case $value in
        \"*\") value=${value#\"}; value=${value%\"} ;;
        "'"*"'") value=${value#"'"}; value=${value%"'"} ;;
      esac
      case $key in
        ID) os_id=$(lower "$value") ;;
        ID_LIKE) os_like=$(lower "$value") ;;
        VERSION_ID) os_version=$value ;;
        NAME) os_name=$value ;;
        PRETTY_NAME) os_pretty=$value ;;
      esac
      case " $fields " in
        *" $key "*) continue ;;
      esac
      fields="$fields $key"
      if [ "$fields" = " $key" ]; then echo "  os.release:"; fi
      printf '    %s: ' "$key"
      quote "$value"
      echo
    done <"$file"
  fi
  text os.id "$os_id"
  text os.id_like "$os_like"
  text os.version_id "$os_version"
  text os.name "$os_name"
  text os.pretty_name "$os_pretty"
  family=
  if [ -e /var/lib/dpkg/info/base-files.list ] || [ -e /etc/debian_version ]; then
    family=deb
  elif [ -e /var/lib/rpm/rpmdb.sqlite ] || [ -e /var/lib/rpm/Packages ] || [ -e /usr/lib/sysimage/rpm/rpmdb.sqlite ]; then
    family=rpm
  else
    case " $os_id $os_like " in
      *" debian "* | *" ubuntu "* | *" deepin "* | *" openkylin "*) family=deb ;;
      *" rhel "* | *" fedora "* | *" centos "* | *" suse "* | *" openeuler "* | *" anolis "*) family=rpm ;;
    esac
  fi
  text os.family "$family"
  edition
  has uname && text os.kernel "$(uname -r)"
}

# Where Kylin and UOS write the service pack that os-release leaves out.
edition() {
  for file in /etc/.productinfo /etc/kylin-release /etc/os-version /etc/openEuler-release; do
    [ -r "$file" ] || continue
    found= count=0 name= minor= build=
    while IFS= read -r line || [ -n "$line" ]; do
      trim "$line"
      [ -n "$trimmed" ] || continue
      case $trimmed in
        EditionName=*) name=${trimmed#*=} ;;
        MinorVersion=*) minor=${trimmed#*=} ;;
        OsBuild=*) build=${trimmed#*=} ;;
      esac
      count=$((count + 1))
      if [ "$count" -le 3 ]; then found="$found $trimmed"; fi
    done <"$file"
    if [ "$file" = /etc/os-version ]; then found="$name $minor $build"; fi
    trim "$found"
    if [ -n "$trimmed" ]; then
      text os.edition "$trimmed"
      return 0
    fi
  done
}

library() {
  said=
  has getconf && said=$(getconf GNU_LIBC_VERSION 2>/dev/null)
  case $said in
    glibc*) ;;
    *)
      said=
      for file in /lib/ld-musl-*; do
        if [ -e "$file" ]; then echo "  libc.name: musl"; return 0; fi
      done
      if has ldd && limited 3 ldd --version; then
        line=${output%%"
"*}
        case $line in
          *"GNU libc"* | *GLIBC* | *"Free Software"*) said="glibc ${line##* }" ;;
        esac
      fi
      if [ -z "$said" ] && [ -n "$python" ] && limited 3 "$python" -c 'import os; print(os.confstr("CS_GNU_LIBC_VERSION"))'; then
        said=$output
      fi
      ;;
  esac
  case $said in
    glibc*)
      version "$said"
      echo "  libc.name: glibc"
      text libc.version "$version"
      ;;
  esac
}

container() {
  kind=none
  if [ -n "$KUBERNETES_SERVICE_HOST" ] || [ -e /var/run/secrets/kubernetes.io/serviceaccount ]; then
    kind=kubernetes
  elif [ -e /run/.containerenv ]; then
    kind=podman
  elif [ -e /.dockerenv ]; then
    kind=docker
  else
    first_line /run/systemd/container
    case $line in
      '' | *[!a-z0-9-]*) ;;
      *) kind=$line ;;
    esac
    if [ "$kind" = none ] && [ -r /proc/self/cgroup ]; then
      while IFS= read -r line; do
        case $line in
          *kubepods*) kind=kubernetes; break ;;
          */docker[/-]*) kind=docker; break ;;
          *libpod*) kind=podman; break ;;
          */lxc[./]*) kind=lxc; break ;;
          *containerd*) kind=containerd; break ;;
        esac
      done </proc/self/cgroup
    fi
  fi
  text container.kind "$kind"
}

# ---- processor, memory, disk -------------------------------------------------------------------

processor() {
  has uname && text cpu.arch "$(uname -m)"
  model= flags=
  if [ -r /proc/cpuinfo ]; then
    while IFS= read -r line; do
      key=$(lower "${line%%:*}")
      trim "$key"
      case $trimmed in
        'model name' | 'cpu model' | 'cpu name') [ -n "$model" ] || model=${line#*:} ;;
        flags | features) flags=$(lower "${line#*:}"); break ;;
      esac
    done </proc/cpuinfo
  fi
  cleaned=
  for word in $(printf '%s' "$model" | { if has sed; then sed -e 's/([RTMrtm]*)/ /g'; else cat; fi; }); do
    [ "$word" = CPU ] || cleaned="$cleaned $word"
  done
  text cpu.model "$cleaned"
  if [ -n "$flags" ]; then
    list=
    for name in sse4_2 avx f16c fma avx2 avx_vnni avx_vnni_int8 avx_ne_convert avx512f avx512bw avx512cd \
      avx512dq avx512vl avx512_vnni avx512_bf16 avx512_fp16 amx_tile amx_int8 amx_bf16 amx_fp16 \
      asimd asimdhp asimddp sve sve2 bf16 i8mm svebf16 svei8mm sme sme2 lsx lasx; do
      case " $flags " in
        *[[:space:]]"$name"[[:space:]]*) list="$list, $name" ;;
      esac
    done
    echo "  cpu.extensions: [${list#, }]"
  fi
  first_line /sys/devices/system/cpu/online
  count=0
  saved=$IFS
  IFS=,
  for part in $line; do
    low=${part%-*} high=${part#*-}
    if is_whole "$low" && is_whole "$high"; then count=$((count + high - low + 1)); fi
  done
  IFS=$saved
  if [ "$count" -gt 0 ]; then echo "  cpu.cores_logical: $count"; fi
}

memory() {
  [ -r /proc/meminfo ] || return 0
  while read -r key value unit; do
    case "$key $unit" in
      'MemTotal: kB') is_whole "$value" && echo "  memory.total_bytes: $((value * 1024))" ;;
      'MemAvailable: kB') is_whole "$value" && echo "  memory.available_bytes: $((value * 1024))" ;;
      'SwapTotal: kB') is_whole "$value" && echo "  memory.swap_bytes: $((value * 1024))" ;;
    esac
  done </proc/meminfo
}

disk() {
  has df && limited 3 df -Pk "${HOME:-/}" || return 0
  # shellcheck disable=SC2086
  set -- ${output##*"
"}
  if is_whole "$4"; then echo "  disk.free_bytes: $(($4 * 1024))"; fi
  if is_whole "$2"; then echo "  disk.total_bytes: $(($2 * 1024))"; fi
}

# ---- Pythons -----------------------------------------------------------------------------------

# Every version of CPython that runs; the first of 3.6 or newer also helps with the rest.
pythons() {
  python= versions=
  saved=$IFS
  IFS=:
  for folder in $PATH /usr/bin /usr/local/bin; do
    IFS=$saved
    for file in "$folder"/python3 "$folder"/python3.[0-9] "$folder"/python3.[0-9][0-9]; do
      case $file in /*) ;; *) continue ;; esac
      [ -f "$file" ] && [ -x "$file" ] || continue
      limited 2 "$file" -I -S -c 'import sys; v=sys.version_info; print("%s %s %d.%d.%d" % ((sys.implementation.name, v[3]) + v[:3]))' || continue
      case $output in
        'cpython final '[0-9]*) ;;
        *) continue ;;
      esac
      found=${output#cpython final }
      case $found in *[!0-9.]*) continue ;; esac
      case $found in
        3.[0-5].*) ;;
        *) [ -n "$python" ] || python=$file ;;
      esac
      case " $versions " in
        *" $found "*) ;;
        *) versions="$versions $found" ;;
      esac
    done
    IFS=:
  done
  IFS=$saved
  list=
  for found in $versions; do list="$list, '$found'"; done
  pythons_line="  python.interpreters: [${list#, }]"
}

# ---- accelerators ------------------------------------------------------------------------------

# The devices of the bus that may compute, as they are; what they are is known where this is read.
bus() {
  vendors= bus_seen=no
  [ -d /sys/bus/pci/devices ] || return 0
  bus_seen=yes
  first=yes
  for folder in /sys/bus/pci/devices/*; do
    [ -r "$folder/class" ] || continue
    first_line "$folder/vendor"; vendor=${line#0x}
    first_line "$folder/device"; device=${line#0x}
    first_line "$folder/class"; class=${line#0x}
    class=${class%??}
    case "$vendor:$device:$class" in
      @WANTED@) ;;
      *) continue ;;
    esac
    case "$vendor$device$class" in *[!0-9a-f]*) continue ;; esac
    vendors="$vendors $vendor"
    if [ "$first" = yes ]; then echo "  pci.devices:"; first=no; fi
    printf "    - {address: '%s', vendor: '%s', device: '%s', class: '%s'" "${folder##*/}" "$vendor" "$device" "$class"
    driver=$(cd -P "$folder/driver" 2>/dev/null && pwd -P)
    if [ -n "$driver" ]; then printf ', driver: '; quote "${driver##*/}"; fi
    first_line "$folder/boot_vga"
    if [ "$line" = 1 ]; then printf ', boot_display: true'; fi
    first_line "$folder/mem_info_vram_total"
    if is_whole "$line"; then printf ', memory_bytes: %s' "$line"; fi
    echo '}'
  done
  if [ "$first" = yes ]; then echo "  pci.devices: []"; fi
}

nodes() {
  list=
  for node in @NODES@ /dev/kfd; do
    if [ -e "$node" ]; then list="$list, '$node'"; fi
  done
  echo "  accelerators.nodes: [${list#, }]"
}

# tool NAME FOLDER...: its path in $tool; empty when it is neither on the PATH nor there
tool() {
  tool=$(command -v "$1" 2>/dev/null)
  name=$1
  shift
  for folder in "$@"; do
    if [ -z "$tool" ] && [ -x "$folder/$name" ]; then tool=$folder/$name; fi
  done
  case $tool in /*) ;; *) tool= ;; esac
}

nvidia() {
  tool nvidia-smi /usr/lib/wsl/lib
  module=
  if [ -r /proc/driver/nvidia/version ]; then
    first_line /proc/driver/nvidia/version
    version "${line#*Module}"
    module=$version
  fi
  case " $vendors " in
    *" 10de "*) ;;
    *) if [ -z "$tool$module" ]; then echo "  nvidia.gpus: []"; return 0; fi ;;
  esac
  driver=$module
  if [ -n "$tool" ]; then
    more=yes
    limited 10 "$tool" --query-gpu=index,name,memory.total,pci.bus_id,driver_version,compute_cap --format=csv,noheader,nounits || {
      more=no
      limited 10 "$tool" --query-gpu=index,name,memory.total,pci.bus_id,driver_version --format=csv,noheader,nounits || output=
    }
    first=yes
    while IFS=, read -r index name memory where said capability; do
      trim "$index"
      is_whole "$trimmed" || continue
      if [ "$first" = yes ]; then echo "  nvidia.gpus:"; first=no; fi
      printf '    - {index: %s' "$trimmed"
      trim "$name"; printf ', name: '; quote "$trimmed"
      trim "$memory"
      if is_whole "$trimmed"; then printf ', memory_bytes: %s' "$((trimmed * 1048576))"; fi
      trim "$where"; address "$trimmed"
      if [ -n "$address" ]; then printf ", address: '%s'" "$address"; fi
      trim "$capability"
      case $more$trimmed in yes[0-9]*.[0-9]) printf ", compute_capability: '%s'" "$trimmed" ;; esac
      echo '}'
      trim "$said"; version "$trimmed"; driver=${version:-$driver}
    done <<END
$output
END
    if limited 10 "$tool"; then
      case $output in
        *'CUDA Version:'*) version "${output#*CUDA Version:}"; text nvidia.cuda_driver "$version" ;;
      esac
    fi
  fi
  text nvidia.driver "$driver"
}

# A header of two lines, then two lines a chip; the header says whether the last column is memory.
ascend() {
  tool npu-smi /usr/local/sbin /usr/local/bin /usr/local/Ascend/driver/tools
  driver=
  if [ -r /usr/local/Ascend/driver/version.info ]; then
    while IFS= read -r line; do
      case $line in
        Version=*) driver=${line#*=} ;;
      esac
    done </usr/local/Ascend/driver/version.info
  fi
  if [ -n "$tool" ] && limited 10 "$tool" info; then
    first=yes memory_is_last=no npu=
    while IFS='|' read -r _ one two three _; do
      trim "$one"; one=$trimmed
      trim "$two"; two=$trimmed
      trim "$three"; three=$trimmed
      case $one in
        npu-smi*) if [ -z "$driver" ]; then version "$one"; driver=$version; fi; continue ;;
        Chip*)
          case $three in
            *'HBM-Usage(MB)' | *'Memory-Usage(MB)') memory_is_last=yes ;;
            *) memory_is_last=no ;;
          esac
          continue ;;
      esac
      case $two in 'Process id'*) break ;; esac
      number=${one%%[!0-9]*}
      if [ -z "$npu" ]; then
        case "$two" in [A-Z][A-Za-z]*) ;; *) continue ;; esac
        is_whole "$number" || continue
        trim "${one#"$number"}"
        case $trimmed in '' | *[!A-Za-z0-9_-]*) continue ;; esac
        npu=$number name=$trimmed health=$two
      else
        if is_whole "$number"; then
          if [ "$first" = yes ]; then echo "  ascend.devices:"; first=no; fi
          printf '    - {npu: %s, name: ' "$npu"; quote "$name"
          printf ', health: '; quote "$health"
          printf ', chip: %s' "$number"
          address "$two"
          case $address in '' | 0000:00:00.0) ;; *) printf ", address: '%s'" "$address" ;; esac
          trim "${three##*/}"
          if [ "$memory_is_last" = yes ] && is_whole "$trimmed" && [ "$trimmed" -gt 0 ]; then
            printf ', memory_bytes: %s' "$((trimmed * 1048576))"
          fi
          echo '}'
        fi
        npu=
      fi
    done <<END
$output
END
  elif [ -z "$tool" ]; then
    case " $vendors " in
      *" 19e5 "*) ;;
      *) echo "  ascend.devices: []" ;;
    esac
  fi
  text ascend.driver "$driver"
  for root in "$ASCEND_HOME_PATH" "$ASCEND_TOOLKIT_HOME" /usr/local/Ascend/ascend-toolkit/latest /usr/local/Ascend/cann /usr/local/Ascend/latest; do
    case $root in /*) ;; *) continue ;; esac
    for file in "$root"/aarch64-linux/ascend_toolkit_install.info "$root"/x86_64-linux/ascend_toolkit_install.info "$root"/arm64-linux/ascend_toolkit_install.info "$root"/ascend_toolkit_install.info "$root"/version.cfg "$root"/version.info; do
      [ -r "$file" ] || continue
      found=
      while IFS= read -r line; do
        trim "$line"
        case $trimmed in
          [Vv]ersion=*) found=${trimmed#*=}; break ;;
          *_running_version=\[*) found=${trimmed#*_running_version=\[}; found=${found%%:*} ;;
        esac
      done <"$file"
      case $found in
        [0-9]*) text ascend.cann "$found"; return 0 ;;
      esac
    done
  done
}

# name, folder and file of toolkits that keep their version in a file
kits() {
  seen=
  while read -r name folder file; do
    [ -n "$name" ] && [ -r "$folder/$file" ] || continue
    case " $seen " in *" $name "*) continue ;; esac
    content=$(cat "$folder/$file" 2>/dev/null)
    case $content in
      *'"cuda"'*'"version"'*) content=${content#*'"cuda"'}; content=${content#*'"version"'} ;;
      *'"musa_toolkits"'*'"version"'*) content=${content#*'"musa_toolkits"'}; content=${content#*'"version"'} ;;
    esac
    version "$content"
    [ -n "$version" ] || continue
    seen="$seen $name"
    printf "  tools.%s: {path: %s, version: '%s'}\n" "$name" "$folder" "$version"
    text "platform.$name" "$version"
  done <<END
cuda_toolkit /usr/local/cuda version.json
cuda_toolkit /usr/local/cuda version.txt
rocm /opt/rocm .info/version
dtk /opt/dtk .info/version
neuware /usr/local/neuware version.txt
corex /usr/local/corex version
musa /usr/local/musa version.json
maca /opt/maca Version.txt
END
}

# The other vendors' tools: the version of the driver, and the chip where its name is a known one.
vendors_tools() {
  chips_said=
  while IFS='|' read -r kind vendor_ids names chips; do
    [ -n "$kind" ] || continue
    here=no
    for vendor in $vendor_ids; do
      case " $vendors " in *" $vendor "*) here=yes ;; esac
    done
    if [ "$bus_seen" = yes ] && [ "$here" = no ]; then continue; fi
    for program in $names; do
      case $program in nvidia-smi | npu-smi) continue ;; esac
      tool "$program" /usr/local/xpu/bin /usr/local/xpu/tools /opt/hyhal/bin /opt/dtk/bin /opt/rocm/bin /usr/local/neuware/bin /usr/local/corex/bin /usr/local/musa/bin /opt/mxdriver/bin /opt/maca/bin /usr/local/efsmi /opt/tops/bin
      [ -n "$tool" ] || continue
      limited 8 "$tool" || continue
      case $output in
        *[Dd]river*)
          after=${output#*[Dd]river}
          version "${after%%"
"*}"
          text "platform.${kind}_driver" "$version"
          ;;
      esac
      words=" $(printf '%s' "$output" | { if has tr; then tr -c 'A-Za-z0-9_' ' '; else cat; fi; }) "
      best=
      for chip in $chips; do
        case $words in
          *" $chip "*) if [ "${#chip}" -gt "${#best}" ]; then best=$chip; fi ;;
        esac
      done
      if [ -n "$best" ] && [ -z "$chips_said" ]; then
        chips_said=$best
        text accelerators.chip "$best"
      fi
      break
    done
  done <<END
@TOOLS@
END
}

runtimes() {
  for name in docker podman git gcc g++ make; do
    tool "$name"
    if [ -n "$tool" ]; then
      printf '  tools.%s: {path: ' "$name"
      quote "$tool"
      echo '}'
    fi
  done
}

# ---- network -----------------------------------------------------------------------------------

# pip asks its own index, with its own proxy and certificates; else curl or wget ask the configured
# one. Nothing is downloaded but one page.
index() {
  [ "$network" = yes ] || return 0
  if [ -n "$python" ] && limited 3 "$python" -m pip --version; then
    if limited 8 "$python" -m pip --disable-pip-version-check --no-input --retries 0 --timeout 3 --no-cache-dir index versions pip; then
      echo "  network.index_reachable: true"
      return 0
    fi
    case $output in
      *'unknown command'* | *'No module named'*) ;;
      *) echo "  network.index_reachable: false"; return 0 ;;
    esac
  fi
  url=$PIP_INDEX_URL
  for file in "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf" /etc/pip.conf; do
    [ -z "$url" ] && [ -r "$file" ] || continue
    while IFS= read -r line; do
      trim "$line"
      case $trimmed in
        index-url*=*) trim "${trimmed#*=}"; url=$trimmed ;;
      esac
    done <"$file"
  done
  [ -n "$url" ] || return 0
  if has curl; then
    if limited 5 curl -sfI -m 3 -o /dev/null "$url"; then answer=true; else answer=false; fi
  elif has wget; then
    if limited 5 wget -q --spider -T 3 "$url"; then answer=true; else answer=false; fi
  else
    return 0
  fi
  echo "  network.index_reachable: $answer"
}

# ---- the machine file --------------------------------------------------------------------------

collect() {
  echo "# What collect.sh saw. Every fact may be corrected here; what is left out is not known."
  echo "schema: fwadvisor.machine/1"
  has date && echo "saved: '$(date +%Y-%m-%d)'"
  echo "program: '@PROGRAM@, collect.sh'"
  echo "facts:"
  pythons
  system
  library
  container
  processor
  memory
  disk
  echo "$pythons_line"
  bus
  nodes
  nvidia
  ascend
  kits
  vendors_tools
  runtimes
  index
}

if has iconv; then collect | iconv -c -f UTF-8 -t UTF-8; else collect; fi
