# language: pt
# Gerado com «interop translate» a partir de features/integration/tls.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@TLS
Funcionalidade: Entre sistemas, ninguém escuta e ninguém fala com o nome de outro
  Uma ligação sem cifra mostra todos os pacientes a quem ligar um cabo.
  Um sistema que não vê os certificados fala com qualquer um e acredita em qualquer um.

  Regra: Uma porta segura atende quem mostra um certificado válido, e mais ninguém

    @TC-TLS-001 @shall @positive
    Esquema do Cenário: "<system>" atende um equipamento com um certificado válido
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento liga-se à porta segura do sistema "<system>" com o certificado "válido"
      Então o sistema "<system>" atende a ligação
      E ninguém pode infiltrar-se numa ligação renegociada do sistema "<system>"

      Exemplos:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-002 @shall @negative
    Esquema do Cenário: "<system>" recusa um equipamento com o certificado "<certificado>"
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento liga-se à porta segura do sistema "<system>" com o certificado "<certificado>"
      Então o sistema "<system>" recusa a ligação

      Exemplos:
        | system | certificado                |
        | PACS   | expirado                   |
        | PACS   | ainda não válido           |
        | PACS   | de autoridade desconhecida |
        | PACS   | revogado                   |
        | PACS   | nenhum                     |
        | RIS    | expirado                   |
        | RIS    | ainda não válido           |
        | RIS    | de autoridade desconhecida |
        | RIS    | revogado                   |
        | RIS    | nenhum                     |

    @TC-TLS-003 @shall @negative
    Esquema do Cenário: "<system>" nada diz sem cifra na sua porta segura
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento liga-se sem cifra à porta segura do sistema "<system>"
      Então o sistema "<system>" recusa a ligação

      Exemplos:
        | system |
        | PACS   |
        | RIS    |

    @TC-TLS-004 @shall @negative
    Esquema do Cenário: Um equipamento que cifra não prejudica a porta aberta: "<system>"
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento liga-se com cifra à porta aberta do sistema "<system>"
      Então o sistema "<system>" recusa a ligação
      E o sistema "<system>" continua a atender a sua porta aberta

      Exemplos:
        | system |
        | PACS   |
        | RIS    |

  Regra: O que se acorda é forte e vale até ao fim

    @DICOM.PS3.15.B.10 @TC-TLS-005 @shall @negative
    Esquema do Cenário: "<system>" não aceita "<oferta>"
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento oferece apenas "<oferta>" à porta segura do sistema "<system>"
      Então o sistema "<system>" recusa a ligação

      Exemplos:
        | system | oferta  |
        | PACS   | TLS 1.0 |
        | PACS   | TLS 1.1 |
        | RIS    | TLS 1.0 |
        | RIS    | TLS 1.1 |

    @TC-TLS-006 @shall @negative
    Esquema do Cenário: "<system>" não aceita a proteção fraca "<oferta>"
      Dado que o sistema "<system>" tem uma porta segura
      Quando um equipamento oferece apenas "<oferta>" à porta segura do sistema "<system>"
      Então o sistema "<system>" recusa a ligação

      Exemplos:
        | system | oferta               |
        | PACS   | sem cifra            |
        | PACS   | RC4                  |
        | PACS   | chaves de exportação |
        | PACS   | DES                  |
        | RIS    | sem cifra            |
        | RIS    | RC4                  |
        | RIS    | chaves de exportação |
        | RIS    | DES                  |

    @RAD-8 @TC-TLS-007 @shall @negative
    Cenário: Uma ligação segura que se interrompe não deixa meia imagem no arquivo
      Dado que o sistema "PACS" tem uma porta segura
      E o paciente "Luis Mba" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Luis Mba" está agendado no equipamento "DX_1"
      Quando a ligação segura do equipamento "DX_1" ao sistema "PACS" interrompe-se no meio de uma imagem do exame "Radiografia do tórax" do paciente "Luis Mba"
      Então o número de imagens do exame "Radiografia do tórax" do paciente "Luis Mba" no sistema "PACS" é 0
      E o sistema "PACS" atende quem se liga a seguir

    @RAD-2 @TC-TLS-012 @shall @negative
    Cenário: Uma ligação segura que se interrompe não deixa meio pedido no RIS
      Dado que o sistema "RIS" tem uma porta segura
      E o paciente "Luis Mba" consta do registo da receção
      Quando a ligação segura do serviço requisitante ao sistema "RIS" interrompe-se antes do fim de um pedido para o paciente "Luis Mba"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 0
      E o sistema "RIS" atende quem se liga a seguir

    @TC-TLS-008 @should @positive
    Cenário: O arquivo recebe um certificado novo enquanto os equipamentos trabalham
      Dado que o sistema "PACS" tem uma porta segura
      Quando o sistema "PACS" recebe um certificado novo enquanto um equipamento está ligado à sua porta segura
      Então o sistema "PACS" continua a atender o equipamento ligado
      E o equipamento seguinte vê o certificado novo do sistema "PACS"
