# language: pt
# Gerado com «interop translate» a partir de features/integration/tls_sending.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@TLS
Funcionalidade: O que sai de um sistema vai para quem pôde verificar
  Um sistema que envia sem ver o certificado entrega imagens e relatórios a quem responder.

  Regra: Um sistema envia a quem pôde verificar, e a mais ninguém

    @RAD-16 @TC-TLS-009 @shall @positive
    Cenário: As imagens viajam cifradas para uma estação de trabalho verificada
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      E a estação de trabalho mostra ao sistema "PACS" o certificado "válido"
      Quando o radiologista pede ao sistema "PACS" que envie para a estação de trabalho o exame "Radiografia do tórax" da paciente "Ana Torres"
      Então as imagens obtidas do exame "Radiografia do tórax" da paciente "Ana Torres" são as que foram feitas

    @RAD-16 @TC-TLS-010 @shall @negative
    Esquema do Cenário: Nenhuma imagem vai para uma estação de trabalho com o certificado "<certificado>"
      Dado que o exame "Radiografia do tórax" da paciente "Ana Torres" foi realizado no equipamento "DX_1"
      E a estação de trabalho mostra ao sistema "PACS" o certificado "<certificado>"
      Quando o radiologista pede ao sistema "PACS" que envie para a estação de trabalho o exame "Radiografia do tórax" da paciente "Ana Torres"
      Então o sistema "PACS" recusa o certificado e não envia nada

      Exemplos:
        | certificado                |
        | expirado                   |
        | ainda não válido           |
        | de outro servidor          |
        | de autoridade desconhecida |
        | revogado                   |

    @RAD-128 @TC-TLS-011 @shall @negative
    Esquema do Cenário: Um relatório espera enquanto o registo clínico mostra o certificado "<certificado>"
      Dado que o exame "Radiografia do tórax" do paciente "Carlos Nve" foi realizado no equipamento "DX_1"
      E o sistema "EMR" mostra ao sistema "RIS" o certificado "<certificado>"
      Quando o radiologista assina como "definitivo" o relatório "Sin hallazgos." do exame "Radiografia do tórax" do paciente "Carlos Nve"
      E o sistema "RIS" recusou o certificado do sistema "EMR"
      E o sistema "EMR" volta a mostrar um certificado válido
      Então o médico requisitante vê o relatório do exame "Radiografia do tórax" do paciente "Carlos Nve" com o estado "definitivo"

      Exemplos:
        | certificado       |
        | expirado          |
        | de outro servidor |
